"""A number in an address of the portal is read under its own key alone."""

from hypothesis import given
from hypothesis import strategies as st

from encaisse.portal.rules.sealing import SEALED_SIGNS, sealed, unsealed

numbers, keys = st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32)


@given(numbers, keys)
def test_it_is_found_again_and_written_the_same_each_time(number: int, key: bytes) -> None:
    told = sealed(number, key)
    assert unsealed(told, key) == number
    assert (told, len(told)) == (sealed(number, key), SEALED_SIGNS)


@given(numbers, keys, keys)
def test_another_key_reads_nothing(number: int, key: bytes, other: bytes) -> None:
    assert key == other or unsealed(sealed(number, key), other) is None


@given(numbers, keys, st.integers(0, SEALED_SIGNS - 1))
def test_one_sign_changed_reads_nothing(number: int, key: bytes, at: int) -> None:
    told = sealed(number, key)
    other = "A" if told[at] != "A" else "B"
    assert unsealed(told[:at] + other + told[at + 1 :], key) is None


@given(st.one_of(st.text(), numbers.map(str), st.text("é%=/ ", min_size=32, max_size=32)), keys)
def test_what_nobody_sealed_reads_nothing(told: str, key: bytes) -> None:
    assert unsealed(told, key) is None
