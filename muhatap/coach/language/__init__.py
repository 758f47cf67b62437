"""What rules need to know of a language: which forms belong to a stem, and how a verb is inflected anew."""
