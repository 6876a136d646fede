"""What hurts is known as what it is; what worried, angry and ordinary families write is never stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import tone_words
from bot.domain.tone import Tone, tone_of

RUDE = (
    "Dasar bangsat",
    "B4NGS4T",
    "b a n g s a t",
    "Goblooook",
    "Anjing kamu",
    "anjiiiing",
    "Anjing!",
    "k*nt*l",
    "Guru bodoh",
    "guru kok bodoh banget",
    "Dasar guru bodoh, tidak becus mengajar!",
    "Ibu memang bodoh",
    "Kurang ajar!",
    "Bapak kurang ajar sekali",
    "Kalian semua sampah",
    "sekolah sampah",
    "jancok",
    "ndasmu",
    "kowe asu",
    "pukimak",
    "pantek ang",
    "f**k you",
    "Fuck you",
    "you are so stupid",
    "stupid teacher",
    "You're a bitch.",
)
THREATS = (
    "Saya akan bunuh kamu",
    "kubunuh kau",
    "nanti saya hajar guru itu",
    "Saya akan datang ke sana dan hajar kamu",
    "Saya tahu rumah Ibu",
    "tau rumahmu",
    "Awas kau!",
    "mati kau",
    "tunggu saja pembalasan saya",
    "tak pateni kowe",
    "I will kill you",
    "I'm going to hurt you",
    "I know where you live",
)
ORDINARY = (
    "Anak saya digigit anjing tetangga, jadi hari ini izin.",
    "Apakah makan siang di sekolah mengandung babi, Bu?",
    "Bu, anak saya bilang mau bunuh diri.",
    "Saya takut dia menyakiti diri sendiri. Tolong, Bu.",
    "Saya mau bunuh diri saja rasanya, Bu.",
    "Anak saya dikatai goblok oleh temannya.",
    "Temannya memanggil dia anjing dan monyet.",
    'Di grup kelas ada yang menulis "dasar bangsat" kepada anak saya.',
    "Kakak kelas mengancam: nanti kubunuh kau.",
    "Anak saya dipukul dan diancam akan dihajar.",
    "Ulangannya pukul 07.00, ya Bu?",
    "HP saya mati, Bu, baru bisa membalas.",
    "Bu, bodoh sekali saya, lupa tanda tangan.",
    "Anak saya merasa bodoh dalam Matematika.",
    "Anak saya memang kurang ajar, mohon maaf, Bu.",
    "Ibu gila kerja ya, malam-malam masih membalas.",
    "Ibu tidak becus mengajar, saya akan laporkan ke dinas.",
    "Saya kecewa sekali dengan sekolah ini!!!",
    "KENAPA NILAI ANAK SAYA TURUN TERUS?!",
    "Saya akan viralkan kalau tidak dijawab.",
    "Tugasnya tentang monyet ekor panjang, Bu.",
    "Besok bawa kantong sampah untuk kerja bakti, ya.",
    "Cerita rakyat tentang setan itu membuat dia takut.",
    "Di kampung sedang membuat sumur pantek, anak saya membantu.",
    "Kontrol dulu ke dokter, Bu.",
    "Mohon izin menguburkan neneknya yang meninggal.",
    "Ayam kami mati kamu tahu sebabnya? kata adiknya.",
    "Dia dihajar demam tiga hari.",
    "Assalamualaikum, Bu Gurunya Asus, laptopnya rusak.",
    "My child was called an idiot by a classmate.",
    "The dog bit him, so he stays at home.",
    "I am stupid, I forgot the form. Sorry!",
    "The assessment was passed; thank you.",
    "He wants to kill himself. Please help.",
    "",
    "👍",
)


@pytest.mark.parametrize("text", RUDE)
def test_what_is_rude_is_known(text: str) -> None:
    assert tone_of(text) is Tone.RUDE


@pytest.mark.parametrize("text", THREATS)
def test_what_threatens_is_known(text: str) -> None:
    assert tone_of(text) is Tone.THREAT


@pytest.mark.parametrize("text", ORDINARY)
def test_what_families_write_is_never_held(text: str) -> None:
    assert tone_of(text) is None


letters = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=6)


@given(st.sampled_from(sorted(tone_words.ABUSE | tone_words.SLIGHTS)), letters, letters)
def test_a_word_within_another_is_nothing(word: str, before: str, after: str) -> None:
    inside = f"{before}q{word}x{after}".replace("_", "")
    assert tone_of(f"Hari ini kami membaca tentang {inside} di rumah") is None


@given(
    st.sampled_from(sorted(tone_words.ABUSE)), st.sampled_from(["{}", "{}!", "Bu, {}", "memang {} semua", "{}\nlagi"])
)
def test_abuse_is_found_wherever_it_stands(word: str, around: str) -> None:
    for said in (word, word.upper(), " ".join(word), word.replace("a", "4").replace("o", "0")):
        assert tone_of(around.format(said)) in (Tone.RUDE, Tone.THREAT)


@given(st.text(max_size=300))
def test_anything_can_be_written(text: str) -> None:
    assert tone_of(text) in (None, Tone.RUDE, Tone.THREAT)


@given(st.sampled_from(ORDINARY), st.sampled_from(ORDINARY))
def test_two_ordinary_sentences_are_ordinary(one: str, other: str) -> None:
    assert tone_of(f"{one}\n{other}") is None
