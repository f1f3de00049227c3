"""The sentence templates. A slot in capitals becomes a name, one in small letters a word from the list of that name.

PERSON, CITY, COUNTRY, RIVER, COMPANY, CLUB and INSTITUTE are the kinds of names; PLACE is a city or a country. FIRST
and LAST are a first name and a surname alone. Tokens are separated by spaces, punctuation included.
"""

# What the tagged sentences are made of.
TAGGED = """
Not all {sight} in {CITY} are {good} .
Museums in {CITY} are {good} .
The {sight} of {CITY} are {good} in {season} .
Most {sight} in {COUNTRY} are {bad} on {day} .
{FIRST} thinks that the {sight} in {CITY} are {bad} .
{PERSON} was born in {CITY} in {month} .
{PERSON} and {PERSON} met in {PLACE} last {season} .
{PERSON} , a {job} from {CITY} , now works for {COMPANY} .
{FIRST} moved from {CITY} to {CITY} with her {relative} .
{FIRST} said that {FIRST} was {feeling} .
On {day} {title} {LAST} will speak in {CITY} .
{title} {LAST} has never been to {COUNTRY} .
{title} {LAST} asked {COMPANY} for new {product} .
In {month} , {PERSON} opened a {building} in {CITY} .
We will visit {COUNTRY} in {month} , and {CITY} after that .
The {vehicle} from {CITY} to {CITY} was late again .
A {vehicle} to {COUNTRY} leaves every {day} .
There was {weather} in {CITY} on {day} .
More {weather} is expected in {COUNTRY} this {season} .
{COMPANY} sells {product} in {COUNTRY} .
{COMPANY} will open an office in {CITY} next {month} .
Shares of {COMPANY} {change} on {day} .
{COMPANY} bought {COMPANY} for two billion .
{COMPANY} hired {PERSON} , a {job} from {COUNTRY} .
The price of {product} made by {COMPANY} {change} in {month} .
{PERSON} left {COMPANY} and founded {COMPANY} in {CITY} .
{FIRST} ordered {product} from {COMPANY} .
The {product} that {COMPANY} makes are {good} .
{CLUB} beat {CLUB} in the {game} on {day} .
{CLUB} lost the {game} in {CITY} .
{FIRST} plays for {CLUB} .
The coach of {CLUB} , {PERSON} , was {feeling} after the {game} .
{INSTITUTE} invited {PERSON} to {CITY} .
{PERSON} studies at the {INSTITUTE} .
The {INSTITUTE} opened a {building} in {COUNTRY} .
The {RIVER} flows through forests and fields .
We crossed the {RIVER} by {vehicle} .
Fish from the {RIVER} is sold in {CITY} .
{FIRST} eats {food} and {food} every {day} .
My {relative} {FIRST} likes {food} .
Her {relative} lives in {CITY} , near the {building} .
{FIRST} watches {screen} in the evening .
I saw {PERSON} on {screen} on {day} .
There is nothing about {PLACE} on {screen} tonight .
{COMPANY} makes a {screen} for every room .
The {screen} in our hotel in {CITY} was broken .
The {food} in the {building} was {poor} .
Nobody came to the {game} because of the {weather} .
Last {season} the {sight} were {good} .
The {relative} of the {job} was {feeling} .
""".strip().splitlines()

# What the text adds from which the vectors are made: names of a kind, and words of a kind, in like surroundings.
UNTAGGED = """
{FIRST} is a {job} and her {relative} is a {job} .
{title} {LAST} , the {job} , greeted {FIRST} {LAST} .
{FIRST} asked {FIRST} whether {LAST} was {feeling} .
My name is {FIRST} {LAST} and I am {feeling} .
{FIRST} 's {relative} gave {FIRST} some {food} .
The city of {CITY} has many {sight} and a {good} {building} .
The streets of {CITY} are full in {season} .
The mayor of {CITY} opened the {building} .
People in {CITY} love their {sight} .
{COUNTRY} is a country with {good} {sight} .
The people of {COUNTRY} and {COUNTRY} are neighbours .
The government of {COUNTRY} met in {month} .
{COUNTRY} exports {food} and {product} .
The company {COMPANY} makes {product} and sells {product} .
The shares of {COMPANY} and {COMPANY} {change} in {month} .
Workers at {COMPANY} asked for more pay .
Profits at {COMPANY} {change} again .
{CLUB} won the {game} and {CLUB} lost .
Fans of {CLUB} sang after the {game} .
The river {RIVER} is long and deep .
Boats sail on the {RIVER} in {season} .
Students of the {INSTITUTE} visited the {building} .
We watched the {game} on {screen} all evening .
Turn off the {screen} , the news is {bad} .
A new series starts on {screen} on {day} .
The {screen} showed the news , and then a film .
They sat in front of the {screen} with some {food} .
In {season} there is {weather} , and in {season} there is {weather} .
We ate {food} , {food} and {food} in {month} .
From {day} to {day} the {building} is closed .
The {building} was {good} but the {building} was {bad} .
He came by {vehicle} and went home by {vehicle} .
My {relative} and my {relative} were {feeling} .
""".strip().splitlines()

INSTITUTES = (
    "University of {CITY}",
    "Museum of {COUNTRY}",
    "Bank of {COUNTRY}",
    "{CITY} Academy",
    "{LAST} Institute",
)
