"""How an address becomes a customer."""

import threading

import pytest
from django.db import connection

from muhatap.customers.actions import identify, normalise_email
from muhatap.customers.models import Customer, Identity


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        (" Zeynep@Example.COM ", "zeynep@example.com"),
        ("IRMAK@EXAMPLE.COM", "irmak@example.com"),
        ("İREM@example.com", "irem@example.com"),
    ],
)
def test_an_address_is_compared_without_case_or_space(written: str, same_as: str) -> None:
    assert normalise_email(written) == same_as


@pytest.mark.django_db
def test_the_same_address_is_the_same_customer_and_a_name_is_learned_once() -> None:
    first = identify(kind=Identity.EMAIL, value="zeynep@example.com")
    identify(kind=Identity.EMAIL, value="Zeynep@example.com", name="Zeynep Aksoy", language="tr")
    identify(kind=Identity.EMAIL, value="zeynep@example.com", name="Z.")

    customer = Customer.objects.get()
    assert (customer.pk, customer.name, customer.language) == (first.customer_id, "Zeynep Aksoy", "tr")


@pytest.mark.django_db(transaction=True)
def test_two_first_mails_at_once_make_one_customer() -> None:
    begin = threading.Barrier(4)

    def write() -> None:
        begin.wait()
        identify(kind=Identity.EMAIL, value="yeni@example.com", name="Yeni")
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Identity.objects.count() == 1
    assert Customer.objects.count() == 1
