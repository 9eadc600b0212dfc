import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import override_settings

from shouwang.kernel.crypto import keyring, masking, sealing
from shouwang.kernel.crypto.ciphers import CipherUnknown
from shouwang.kernel.crypto.fields import Secret

PLACE = "registry_person.identity"
NUMBER = "11010519491231002X"
RING = keyring.Keyring.generate()


@pytest.fixture(autouse=True, params=["aes", "sm4"])
def _keys(request):
    with override_settings(SHOUWANG_KEYS=RING, SHOUWANG_CIPHER=request.param):
        yield


def test_what_is_sealed_reads_back_and_never_looks_the_same():
    texts = [NUMBER, "", "张三", None]
    sealed = sealing.seal_many(texts, PLACE)
    assert sealing.unseal_many(sealed, PLACE) == texts
    assert sealing.seal(NUMBER, PLACE) != sealing.seal(NUMBER, PLACE)
    assert NUMBER.encode() not in sealed[0]


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealing.seal(NUMBER, PLACE), "registry_person.telephone")


@pytest.mark.parametrize("place", range(0, 50))
def test_a_changed_byte_is_noticed(place):
    value = bytearray(sealing.seal(NUMBER, PLACE))
    value[place] ^= 0x40
    with pytest.raises((sealing.SealBroken, keyring.KeyUnknown)):
        sealing.unseal(bytes(value), PLACE)


def test_a_stump_is_refused():
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(b"\x01\x01", PLACE)


def test_old_keys_open_and_the_new_one_seals():
    old = sealing.seal(NUMBER, PLACE)
    renewed = RING.with_new_key()
    with override_settings(SHOUWANG_KEYS=renewed):
        assert sealing.unseal(old, PLACE) == NUMBER
        assert sealing.seal(NUMBER, PLACE)[2:4] == b"\x00\x02"
    with override_settings(SHOUWANG_KEYS=renewed.without(1)), pytest.raises(keyring.KeyUnknown):
        sealing.unseal(old, PLACE)
    with pytest.raises(keyring.KeyUnknown):
        renewed.without(2)


def test_both_ciphers_read_each_other():
    values = []
    for name in ("aes", "sm4"):
        with override_settings(SHOUWANG_CIPHER=name):
            values.append(sealing.seal(NUMBER, PLACE))
    assert sealing.unseal_many(values, PLACE) == [NUMBER, NUMBER]
    with override_settings(SHOUWANG_CIPHER="des"), pytest.raises(CipherUnknown):
        sealing.seal(NUMBER, PLACE)


def test_a_blind_index_depends_on_text_place_and_key():
    digest = sealing.blind(NUMBER, PLACE)
    assert sealing.blind(" 11010519491231002ｘ", PLACE) == digest
    assert sealing.blind(NUMBER, "other.column") != digest
    with override_settings(SHOUWANG_KEYS=keyring.Keyring.generate()):
        assert sealing.blind(NUMBER, PLACE) != digest
    with override_settings(SHOUWANG_KEYS=RING.with_new_key()):
        assert sealing.blind(NUMBER, PLACE) == digest


def test_nothing_secret_in_a_repr():
    assert repr(RING) == "Keyring(keys=[1], ***)"
    assert repr(Secret(NUMBER)) == "Secret(***)"
    assert f"{[Secret(NUMBER)]}" == "[Secret(***)]"
    assert str(Secret(NUMBER)) == NUMBER


def test_the_key_file_is_made_once_and_private(tmp_path):
    path = tmp_path / "data" / "keys.json"
    with ThreadPoolExecutor(8) as pool:
        rings = {ring.index for ring in pool.map(keyring.load_or_create, [path] * 8)}
    assert len(rings) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keyring.save(path, keyring.load(path).with_new_key())
    assert list(keyring.load(path).keys) == [2, 1]
    os.chmod(path, 0o644)
    with pytest.raises(keyring.KeyringExposed):
        keyring.load(path)


@pytest.mark.parametrize("text", ["", "{}", '{"version": 2}', "[]", '{"version":1,"keys":[]}'])
def test_an_unreadable_key_file_is_refused(tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(keyring.KeyringUnreadable):
        keyring.load(path)


def test_masks():
    assert masking.mask_identity(NUMBER) == "110***********002X"
    assert [masking.mask_name(name) for name in ("张", "张三", "张建国", "欧阳建国", "")] == [
        "张",
        "张*",
        "张*国",
        "欧**国",
        "",
    ]
    assert masking.mask_telephone("13800138000") == "138****8000"
    assert masking.mask_bank_card("6222020200012345678") == "***************5678"
    assert masking.mask_identity("1234") == "****"
