"""The owner's seat at the demo desk, as `muhatap up` prints it. The demo is for looking around."""

OWNER = "deniz@carsi.example"
PASSWORD = "carsi-demo-2026"  # noqa: S105  (no secret: printed at every start)
