"""From what somebody wrote to what it seems to say: a suggestion, never a decision.

Every turn of phrase found in a text adds its weight to its meaning, and every word leans to some
meanings, or to none. The likeliest is suggested first, when it stands clear of the next; those that
come near it are suggested after. A suggestion is *sure* only when a strong turn of phrase stands
alone: nothing in the text points elsewhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from encaisse.replies.rules import words
from encaisse.replies.rules.days import day_named
from encaisse.replies.rules.signs import OTHER, Meaning, leanings, weights_in

ENOUGH = 2
STRONG = 3
SURE = 6
NEAR = 0.6
# A turn of phrase against a word, which weighs some tenths; beyond SURE it proves no more.
PHRASE = 7
CLEAR = 8
# A reply says what it has to say in its first lines; beyond, nothing is read.
READ = 4000
SHORT = 300  # what can be told for sure is told in few words
# Said of what is not so: taken out before anything is looked for, so that « je ne conteste pas »
# contests nothing.
DENIED = re.compile(
    r"\b(?:sans|ne|n'|pas) ?(?:vous |la |le |les |l'|nullement |pas )?"
    r"(?:contest\w+|remett\w+ en cause|discut\w+)(?: (?:pas|nullement|aucunement))?"
    r"|\bj'ai (?:bien )?(?:transmis|transfere|fait suivre) (?:votre (?:mail|message|demande"
    r"|relance)|ca|le tout)"
    r"[^.?!]{0,80}"
    r"|\baucune? (?:contestation|reserve|erreur|litige|desaccord)\b"
    r"|\bpas de (?:souci|probleme|litige|contestation|desaccord)\b"
    r"|\bsauf erreur(?: de (?:ma|notre|votre) part)?|\bfactures? acquittees?\b"
    r"|\b(?:etais|etait|etions|rentre|rentrons|reviens) (?:absente?s?|de|en) ?(?:conges?"
    r"|vacances|arret)?\b"
)
PAYMENT = r"(?:virement|reglement|paiement|cheque|mandat|versement)"
NOT_PAID = re.compile(
    r"\b(?:pas|point|jamais|rien|non|not) (?:encore |pu |ete |toujours |had |been )*(?:ete )?"
    r"(?:pay[er]\w*|paid|regl[er]\w*|vir[er]\w*|sold[er]\w*|mandate\w*|acquitte\w*"
    r"|(?:emis|effectue|parti|passe|fait|lance|envoye|valide)\w* (?:le |la |votre |ce |de |un )?"
    + PAYMENT
    + ")"
    r"|\b"
    + PAYMENT
    + r"s? (?:\w+ ){0,3}(?:n'|pas )[^.?!]{0,20}(?:emis|effectue|parti|passe|fait|lance)\w*"
    r"|\b(?:im|in)pay\w+|\boublie (?:de )?(?:vous |la |le |l')?(?:pay|regl|vir)\w+"
    r"|\b(?:pas|point|jamais) (?:encore )?(?:emis|effectue|parti)\w*"
)
# Under a condition, nothing is done yet; nor does it say when it will be.
CONDITION = re.compile(
    r"\b(?:des que|quand|lorsque|une fois(?: que)?|si|s'il|tant que|avant que|apres que|pour que"
    r"|when|once|if|as soon as) [^.,;:!?\n]{1,80}"
)
CONDITIONAL = re.compile(
    r"\b(?:des que|des reception|quand|lorsque|une fois|si|tant que|apres reception|a reception"
    r"|pas avant|et vous aurez|et on|et je|dans la foulee|aussitot"
    r"|sans|pour (?:que|le|la|pouvoir|proceder|effectuer|regler|payer)|afin|avant de|faute de"
    r"|when|once|if)\b"
)
# What makes any reading unsure.
HEDGED = re.compile(
    r"\b(?:mais|sauf|si|quand|des que|pas|non|jamais|peut-etre|normalement|je crois|sans doute"
    r"|a priori|pas sur|but|not|if|when|reste|moins|partiel\w*|acompte|moitie|sinon|hors"
    r"|cependant|tant"
    r"|toutefois|par contre|pense|devrai\w+|on m'a dit|en principe|theoriquement|avant|apres|plus"
    r"|not_paid|aucun\w*|pourquoi|ni|difficult\w*|autre|par ailleurs|avocat|factur(?:ez|es|er)"
    r"|fois|rejet\w*|refus\w*|doublon|faux"
    r"|ancien\w*)\b|\?"
)
# Who cannot pay, or asks for time, promises nothing, whatever he says.
UNABLE = re.compile(
    r"\b(?:peux|pouvons|peut|pourrai|pourrons|puis) not_paid"
    r"|\b(?:peux|pouvons|peut|pourrai|pourrons|puis|can) (?:malheureusement )?(?:pas|rien|not)"
    r" (?:\w+ ){0,2}(?:pay|regl|tout|donn|dire|m'engag|nous engag|vous pay|vous regl|honor"
    r"|faire face)"
    r"|\betal(?:er|ement)\b|\b(?:en|par) (?:plusieurs|\d|deux|trois|quatre|six|dix) (?:fois"
    r"|mensualites|echeances)"
    r"|\bechelonn|\becheancier\b|\bmensualite|\bpar mois\b|\bchaque mois\b|\bfacilites? de"
    r"|\bpetits? versement"
    r"|\b(?:delai|report|moratoire)s? (?:supplementaire|de paiement)? ?(?:\?|possible|serait|svp)"
    r"|\b(?:accorder|consentir|sollicit\w+|demander?|obtenir|besoin d'?) ?(?:\w+ ){0,3}(?:delai"
    r"|report|moratoire)"
    r"|\b(?:des que|quand|lorsque) (?:je|nous|on|j'|c'est|la situation|les affaires) ?(?:le |la )?"
    r"(?:peux|pouvons|peut|pourr|aurai|aurons|sera|ira|ser)"
    r"|\b(?:aucune visibilite|fais au mieux|faisons au mieux|aussitot que possible)\b"
)
# Troubles weigh against a promise, unless it names its day.
TROUBLED = re.compile(
    r"\b(?:pas|plus|manque|probleme|souci|soucis|difficultes?|tension|tendue?)(?: de| d'| en| la)? "
    r"?(?:treso\w*|argent|liquidites?|sous|financi\w+|passagere)"
    r"|\b(?:caisses? (?:est |sont )?vides?|situation (?:\w+ )?(?:difficile|delicate|compliquee)"
    r"|dans le rouge|mauvaise passe|periode (?:\w+ )?(?:difficile|compliquee|creuse))"
)
# Who asks around himself does not send us to somebody else.
ON_HIS_OWN = re.compile(
    r"\b(?:je|nous|on) (?:le |la |l'|les |vous |vais |allons |va )?(?:transmet\w*|transfer\w*"
    r"|envo\w+|renvo\w+"
    r"|fais suivre|faisons suivre|faire suivre|vois|voit|voyons|voir|demande\w*|contact\w+|appel\w+"
    r"|renseigne\w*|regard\w+|verifi\w+|rapproch\w+|parl\w+|check\w*|me renseigne"
    r"|fait suivre)\b[^.?!,;:]{0,80}"
    r"|\bon lui repond\b[^\n]{0,80}"
)
UNABLE_WEIGHT = 8
# A day to come, said of a payment or of what one has to do, is a promise.
PAYING = re.compile(
    r"\b(?:pai|pay|regl|vir|sold|vers|post|effectu|encaiss|honor|regularis|mandat|debloqu"
    r"|partir|partent"
    r"|necessaire|occup|charge|promis|jure|sans faute|passer|passe |passons|viens|viendr|apport"
    r"|depos"
    r"|fer(?:ai|ons|a)\b|fais\b|faisons|fait ca|fait cela|faire ca|le fait|met[st]?\b|mettons"
    r"|mettr|recevr|aurez"
    r"|auras|aura\b"
    r"|enver|envo[iy]|prevu|programm|planifi|cheque|mise en|mis en|ressais|argent|echeance|campagne"
    r"|transfer|lanc|mandat|settle|sorted|will be|you'll|part\b|refai|relanc)"
)
HE_HIMSELF = re.compile(r"\b(?:je|on|nous)\b")
SAID_LATER = re.compile(
    r"\b(?:la )?semaine prochaine|\bcette semaine|\bdans la semaine|\bprochainement|\bsous peu"
    r"|\bincessamment"
    r"|\b(?:courant|debut|mi|mi-|fin) (?:de )?(?:la |le )?(?:semaine|mois|janvier|fevrier|mars"
    r"|avril|mai|juin|juillet"
    r"|aout|septembre|octobre|novembre|decembre)|\bdans les (?:prochains|plus brefs|meilleurs"
    r"|jours)"
    r"|\ble mois prochain|\bau plus vite|\brapidement|\bnext week|\bces jours|\bau plus tot"
    r"|\bdes reception"
)
NO_PROMISE = re.compile(
    r"\b(?:pouvez|pourriez|peux-tu|merci de|veuillez|priere|auriez|appele[rz]|rappell?e\w*"
    r"|reviens|reviendr\w*"
    r"|tiens au courant|tiendr\w*|confirmer\w*|verifi\w+|regarde\w*|transmet\w*(?! en paiement)"
    r"|ferme\w*|absente?s?|conges?"
    r"|litige|avocat|rendez-vous|rdv|si vous|vous pouvez|livraison|delai)\b"
)
DATED_WEIGHT = 3
VAGUE_WEIGHT = 2
# What weighs the same: the answer that asks most of us first.
FIRST = (
    Meaning.ABSENCE,
    Meaning.CONTACT,
    Meaning.DISPUTE,
    Meaning.COPY,
    Meaning.PAID,
    Meaning.PROMISE,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the text seems to say. ``day``: when a payment is promised for, if it says."""

    meaning: Meaning
    is_sure: bool = False
    day: date | None = None


def suggest(said: str, *, written_on: date, is_automatic: bool = False) -> list[Suggestion]:
    """What the words say, the likeliest first; nothing when nothing is recognised."""
    if is_automatic:
        return [Suggestion(Meaning.ABSENCE, is_sure=True)]
    text = _comparable(said)
    weights = _weights(text, written_on)
    kept = _kept(text, weights)
    if not kept:
        return []
    is_sure = _is_sure(text, weights) and weights[kept[0]] >= SURE
    day = _promised_day(text, written_on) if Meaning.PROMISE in kept else None
    return [
        Suggestion(each, is_sure and each == kept[0], day if each == Meaning.PROMISE else None)
        for each in kept
    ]


def _kept(text: str, weights: dict[Meaning, int]) -> list[Meaning]:
    """The likeliest meaning when it stands clear of the others and of none at all, then those that
    turns of phrase bring near it."""
    leaning = leanings(text)
    likely = {each: leaning[each] + PHRASE * min(weights[each], SURE) for each in FIRST}
    first, second = sorted(FIRST, key=lambda each: -likely[each])[:2]
    if likely[first] - max(likely[second], leaning[OTHER]) < CLEAR:
        return []
    least = max(ENOUGH, weights[first] * NEAR)
    near = [each for each in FIRST if each != first and weights[each] >= least]
    return [first, *sorted(near, key=lambda each: -likely[each])]


def _comparable(said: str) -> str:
    text = DENIED.sub(" ", words.spelled(words.plain(said[:READ])))
    return NOT_PAID.sub(" not_paid ", text)


def _weights(text: str, written_on: date) -> dict[Meaning, int]:
    """What each meaning weighs, once the meanings are set against each other."""
    found = {each: _weight(text, each) for each in (Meaning.DISPUTE, Meaning.COPY, Meaning.ABSENCE)}
    found[Meaning.PAID] = _weight(CONDITION.sub(" ", text), Meaning.PAID)
    found[Meaning.CONTACT] = _weight(ON_HIS_OWN.sub(" ", text), Meaning.CONTACT)
    found[Meaning.PROMISE] = _promise_weight(text, found, written_on)
    if found[Meaning.ABSENCE] >= STRONG:  # an absent person names who stands in for him
        found[Meaning.CONTACT] = min(found[Meaning.CONTACT], found[Meaning.ABSENCE] - 1)
    if UNABLE.search(text) and not max(found[each] for each in (Meaning.DISPUTE, Meaning.CONTACT)):
        found[Meaning.PROMISE] = 0
    return found


def _promise_weight(text: str, found: dict[Meaning, int], written_on: date) -> int:
    """A promise on condition that one answers first is but the answer's other half."""
    dated = max((_dated(each, written_on) for each in words.sentences(text)), default=0)
    weight = _weight(CONDITION.sub(" ", text), Meaning.PROMISE) + dated
    if UNABLE.search(text):
        return max(0, weight - UNABLE_WEIGHT)
    if TROUBLED.search(text) and dated < DATED_WEIGHT:
        return max(0, weight - UNABLE_WEIGHT)
    asks = max(found[Meaning.DISPUTE], found[Meaning.COPY])
    if asks >= STRONG and CONDITIONAL.search(text):
        return min(weight, asks - 1)
    return weight


def _dated(sentence: str, written_on: date) -> int:
    """The weight of a sentence that speaks of paying on a day to come."""
    if not PAYING.search(sentence) or NO_PROMISE.search(sentence) or sentence.endswith("?"):
        return 0
    day = day_named(sentence, written_on=written_on)
    weight = VAGUE_WEIGHT if SAID_LATER.search(sentence) else 0
    if day is not None and (day > written_on or HE_HIMSELF.search(sentence)):
        weight = DATED_WEIGHT
    if weight and max(weights_in(sentence, Meaning.PAID), default=0) >= STRONG:
        return 0
    return weight


def _is_sure(text: str, weights: dict[Meaning, int]) -> bool:
    """Whether a few words, without any reserve, say one thing alone."""
    told = [weight for weight in weights.values() if weight]
    return len(told) == 1 and told[0] >= SURE and len(text) <= SHORT and not HEDGED.search(text)


def _weight(text: str, meaning: Meaning) -> int:
    """The weight of the signs found; those that only help are worth nothing alone."""
    found = weights_in(text, meaning)
    return max(0, sum(found)) if max(found, default=0) >= ENOUGH else 0


def _promised_day(text: str, written_on: date) -> date | None:
    """The day of the sentence that promises most, else the first one that the text names."""
    every = words.sentences(text)
    weighed = {each: _weight(each, Meaning.PROMISE) + _dated(each, written_on) for each in every}
    promising = sorted((each for each in every if weighed[each]), key=lambda each: -weighed[each])
    return _first(promising, written_on) or _first(every, written_on)


def _first(sentences: Iterable[str], written_on: date) -> date | None:
    days = (day_named(each, written_on=written_on) for each in sentences)
    return next((day for day in days if day is not None), None)
