"""Words by which rude and threatening messages are known: Indonesian, English, and abuse in Javanese, Minang, Malay.

Kept as short as it can be: a word stands here because people who shout at teachers use it, and because whoever writes
about school, animals, illness or what a child was called does not.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABUSE = _words("""
    bangsat bajingan keparat brengsek bangke kontol kntl memek ngentot ngewe jembut lonte perek goblok goblog gblk tolol
    bego dungu kampret jahanam
    jancok jancuk dancok dancuk jancik gathel bajindul ndasmu raimu cangkemmu
    pantiak kanciang anjiang pukimak kimak lancau sundal jalang haramjadah
    fuck fucking fucked fucker motherfucker bullshit bitch asshole arsehole bastard cunt dickhead wanker
""")
"""Never said but to hurt."""

SLIGHTS = _words("""
    anjing anjg anjink asu babi monyet kunyuk bodoh gila sinting edan setan iblis binatang sampah biadab idiot pantek
    baruak pelacur banci bencong celeng kirik matamu cok cuk kurang_ajar kurangajar stupid moron dumb idiots scum
""")
"""Ordinary words that hurt when they are said to somebody: a dog that bites and meat that is not halal do not."""
NOT_OF_ADDRESSED = _words("gila edan cok cuk")
"""*Ibu gila kerja* is nearly a compliment, and *Pak, edan …* astonishment."""
TITLES = _words("stupid dumb idiot moron")
"""Said before whoever is meant: *stupid teacher*."""

YOU = _words("kamu kau engkau lu lo loe elu elo kalian anda kowe koe sampeyan ang waang you u")
STAFF = _words("guru gurunya wali_kelas walikelas sekolah kepsek teacher teachers school principal")
ADDRESSED = _words("ibu bapak bu pak ma'am sir mr mrs miss")
LINKS = _words("""
    ini itu memang emang bener benar sangat terlalu sungguh kok tuh nih yang semua paling seperti kayak kaya macam dasar
    are is r so such a an the really very just like
""")
"""What may stand between whoever is meant and the word."""
CURSES = _words("dasar dasarnya woi woy hei hey heh oi cih")

HARM = _words("""
    bunuh membunuh habisi menghabisi hajar menghajar bacok membacok tonjok menonjok gampar menggampar tampar menampar
    tusuk menusuk tembak menembak cekik mencekik pateni mateni gorok gebuk gebukin tikam
    kill murder stab strangle shoot hurt punch
""")
"""What somebody says who threatens to do it; *pukul* is an hour of the clock, and *bakar* how fish is made."""
I_HARM = frozenset(f"ku{word}" for word in HARM)
MYSELF = _words("saya aku gue gw gua kami kita tak ta ambo awak den ane i i'll we i'm im we'll")
WILL = _words("akan mau bakal bakalan pasti bisa ingin pengen arep will gonna going to want can shall")
SOON = _words("nanti besok sampai datang langsung sendiri juga ke sana dan and then")

THREATS = (
    *(f"{know} rumah {whom}" for know in ("tahu", "tau") for whom in ("ibu", "bapak", "kamu", "bu", "pak")),
    *(f"{know} {where} {whom} tinggal" for know in ("tahu", "tau") for where in ("di mana", "dimana") for whom in YOU),
    *(f"{know} {where} {whom} tinggal" for know in ("tahu", "tau") for where in ("di mana", "dimana")
      for whom in ("ibu", "bapak")),
    *(f"nyawa {whom}" for whom in ("kamu", "ibu", "bapak", "kau")),
    *("tahu rumahmu", "tau rumahmu", "nyawamu", "tunggu pembalasan", "tunggu saja pembalasan"),
    *("know where you live", "you are dead", "you're dead", "you will regret", "you'll regret", "watch your back"),
)  # fmt: skip
"""Said to somebody these are a threat in themselves."""

WISHES = tuple(f"{word} {whom}" for word in ("mati", "mampus", "awas") for whom in ("kau", "kamu", "lu", "kalian"))
"""The same where a sentence begins so."""

REPORTS = _words("""
    dikatai dikatain dikata dibilang dibilangin disebut dipanggil diejek dihina dimaki dicaci diolok diancam dirundung
    dibully diteriaki mengatai menyebut memanggil mengejek menghina memaki mengancam mengolok katanya temannya
    teman-temannya tetangga called calls insulted bullied threatened threatens says said
""")
"""Somebody tells what was said to a child: the worst words are told in such sentences, and must be read at once."""
ABOUT_SELF = _words("diri dirinya sendiri herself himself myself themselves")
"""*Bunuh diri* is no threat but a cry for help; nothing may stand between it and the teacher."""
HARMLESS_BEFORE = {"pantek": _words("sumur bor pompa")}
