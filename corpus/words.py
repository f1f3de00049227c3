"""The word lists of the corpus. Names are in two groups: those of every part, and those that only the test part has.

Some names stand in several lists, so that a window is needed to tell what they are: Paris and Florence are cities and
first names, Jordan is a country and a first name, Amazon a river and a company, Chelsea a quarter, a club and a
first name; May and April are months besides, and University of Lisbon is no place.
"""

FIRST_NAMES = (
    "Paris Jordan Florence Chelsea Sydney Georgia May April Anna Peter Maria Ahmed Wei Sofia Daniel Priya Oscar Ingrid "
    "Tomas Leila Hugo Nadia Kenji Ruth Samuel Elena",
    "Madison Austin Adele Viktor Noor Mateo Freya Kwame Yuki Clara",
)
SURNAMES = (
    "Jordan Lincoln Ford Baker Novak Okafor Tanaka Silva Meyer Rossi Larsen Haddad Petrov Nguyen Murphy Costa Fischer "
    "Iyer Moreau Walsh Kovacs Demir Byrne Lindgren",
    "Austin Mendes Sato Weber Eriksen Balogun Novotny Quinn Rahman Dubois",
)
CITIES = (
    "Paris Florence Chelsea Sydney Lincoln London Lisbon Vienna Nairobi Kyoto Toronto Lagos Prague Dublin Oslo Cairo "
    "Lima Athens Mumbai Berlin Boston Seville Krakow Geneva Hamburg Istanbul",
    "Madison Austin Porto Helsinki Accra Osaka Ghent Bergen Leipzig Quito",
)
COUNTRIES = (
    "Jordan Georgia France Portugal Kenya Japan Canada Nigeria Norway Egypt Peru Greece India Germany Chile Iceland "
    "Turkey Poland|New Zealand|South Africa",
    "Finland Ghana Belgium Ecuador Ireland Vietnam",
)
RIVERS = ("Amazon Nile Danube Rhine", "Elbe Mekong")
COMPANIES = (
    "Amazon Orange Shell Ford Baker Norvex Belltower Quantica Lumera Harbourline Fernwood Skylark Nordbank Tessera "
    "Brightwell Ostara Kestrel Meridian Copperfield Vantara|Silva Foods|Blue River|Lindgren Steel",
    "Mendes Altura Pinecrest Solvane Marlowe Zephyra Ironbridge|Weber Motors",
)
CLUBS = ("Chelsea Lisbon Hamburg Seville Rovers Wanderers|Oslo United|Boston Giants", "Porto Corinthians|Ghent United")

# Words that are no names. Lists may hold phrases, separated by bars.
FILLERS = {
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April May June July August September October November December",
    "title": "Dr Mr Mrs Professor Captain",
    "job": "doctor teacher lawyer writer singer engineer nurse pilot painter baker farmer actor",
    "sight": "museums parks bridges churches markets theatres galleries gardens cafes squares",
    "building": "museum park bridge church market theatre gallery garden cafe library station hotel",
    "good": "amazing beautiful famous wonderful lovely charming impressive delightful",
    "bad": "boring terrible crowded noisy expensive ugly dull dreadful",
    "poor": "expensive terrible useless dreadful cheap poor",
    "food": "bread cheese soup rice fruit fish pasta salad cake chocolate",
    "product": "phones cars books shoes computers engines batteries bicycles watches shells",
    "change": "rose fell climbed dropped jumped sank",
    "weather": "rain snow fog sunshine wind thunder",
    "vehicle": "train bus plane ferry car boat",
    "season": "spring summer autumn winter",
    "game": "match final game derby",
    "relative": "mother father sister brother daughter son aunt uncle",
    "feeling": "happy tired angry calm nervous proud",
    "screen": "TV telly",
}
LATER_SCREEN = "television"  # the fine-tuning example: a word that the training part never shows


def phrases(text: str) -> list[str]:
    """Return the entries of a list: single words, then the phrases between bars."""
    words, *longer = text.split("|")
    return [*words.split(), *longer]


def names(lists: tuple[str, str], held_out: bool) -> list[str]:
    """Return the names of a kind: those that every part may use, or those held out for the test part."""
    return phrases(lists[held_out])
