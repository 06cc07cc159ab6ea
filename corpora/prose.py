"""prose.py - invented news prose from a seed, the same on every machine.

In: a seed. Out: names, sentences, headlines and articles in English about places and
people that do not exist. Always: everything follows from random.Random(seed).random(),
whose sequence Python promises never to change; no other source of chance is used.

Two independent articles share next to no word 5-grams: every five neighbouring words
of a sentence pattern hold at least two of its slots.
"""
import random

NOUNS = '''harbour bridge reservoir council budget railway tunnel orchard quarry library
clinic market ferry glacier dam museum school theatre vineyard lighthouse archive
factory foundry hospital airport canal embankment cathedral stadium laboratory satellite
pipeline harvest auction treaty election tribunal parliament ministry cooperative union
orchestra expedition survey census festival regatta marathon tournament exhibition
inquiry petition subsidy tariff mortgage pension insurance contract licence permit
statute charter decree drought flood storm frost blizzard heatwave landslide wildfire
earthquake epidemic vaccine turbine battery reactor furnace boiler engine propeller
crane elevator tram locomotive wagon trawler barge tanker catamaran yacht lifeboat
submarine glider balloon drone antenna telescope microscope sensor compass ledger
manuscript portrait sculpture tapestry mosaic chapel monastery fortress palace warehouse
granary mill bakery brewery dairy tannery workshop garage depot terminal junction
crossing viaduct causeway pier jetty quay marina estuary lagoon delta marsh meadow
forest plateau ridge valley canyon crater volcano island peninsula reef shoal current
tide aquifer spring geyser waterfall cavern salt copper tin nickel timber wool cotton
linen barley wheat maize rice sesame cocoa coffee honey cheese herring salmon oyster
beaver otter badger heron falcon lynx tortoise beetle orchid lichen birch cedar chestnut
willow hazel bramble ticket timetable voucher passport certificate diploma ballot
verdict appeal testimony alibi warrant ransom password register catalogue dictionary
anthem symphony overture ballad rehearsal curtain costume lantern clock bell carillon
sundial weathervane chimney rooftop balcony staircase corridor cellar attic'''
PEOPLE = '''engineer surveyor librarian teacher nurse surgeon baker brewer fisherman
sailor pilot conductor violinist sculptor historian geologist botanist astronomer
chemist economist treasurer auditor notary judge prosecutor senator councillor minister
mayor governor ambassador inspector detective firefighter ranger forester shepherd
beekeeper winemaker miller carpenter mason plumber electrician mechanic welder
dispatcher translator editor publisher archivist curator goalkeeper referee coach
sprinter climber diver volunteer pensioner apprentice student researcher spokesman
spokeswoman chairwoman secretary'''
ADJECTIVES = '''abandoned ageing ambitious annual awkward bankrupt bitter brittle broad
bustling careful cautious central cheap coastal costly crowded damaged delayed derelict
disputed distant dusty eastern elderly elegant empty enormous experimental faded
familiar federal fertile flooded foggy forgotten former fragile frozen generous gleaming
hidden historic hollow humble idle improbable independent inland joint landlocked lavish
leaking lengthy lonely lucrative makeshift maritime medieval modest mountainous muddy
municipal narrow neglected nervous northern obscure obsolete official old-fashioned
ornate overdue overgrown painted partial peculiar permanent pioneering popular portable
postponed precious private prosperous provincial public quiet rebuilt reluctant remote
renowned restless rival rugged rural rusty sandy scenic secret severe shallow silent
sluggish solitary southern spacious steep stubborn submerged substantial suburban sunlit
tangled temporary thriving tidal tiny towering troubled unexpected unfinished unpopular
unusual upland urban vacant vast volatile weathered western windswept wooden'''
VERBS = '''abandoned accepted announced approved audited auctioned awarded blamed
blocked borrowed bought built cancelled celebrated challenged chartered cleared closed
condemned considered copied criticised defended delayed demanded demolished described
designed discovered divided doubled drained examined expanded exported financed flooded
guarded handed hauled honoured ignored imported inherited inspected insured inspired
launched leased lifted measured mended moved neglected notified opened opposed ordered
painted patrolled photographed planned postponed praised presented preserved promised
proposed protected published questioned rebuilt reclaimed recorded refused registered
rejected relocated rented repaired replaced rescued restored reviewed salvaged secured
shared sold sponsored studied suspended tested towed traced transported unveiled valued
visited warned welcomed'''
TIMES = '''yesterday overnight on_Monday on_Tuesday on_Wednesday on_Thursday on_Friday
on_Saturday on_Sunday last_week last_month last_spring last_autumn this_morning at_noon
at_dawn after_midnight before_sunrise in_January in_March in_April in_June in_August
in_October in_December unanimously reluctantly openly quietly'''
ONSETS = '''b br c cl d dr f fl g gr h j k kr l m n p pl qu r s sh sk st t th tr v w y
z'''
RHYMES = '''a al an ar as e el en er est i il in ir is o ol on or ost u ul un ur ust ay
eth'''
ENDS = '''ba berg by dale den feld ford gard ham holm ington ko la land lo mar mouth na
nor port ra ria rik sen shaw sted ster ta ter ton va vik well wick ya'''

# Slots: n noun phrase, x the same with its article, N noun, X with its article,
# S plural, p person, Q persons, P full name, v verb, t time, T time that opens a
# sentence, l place, d number, c compound of two nouns, y the same with its article.
PATTERNS = '''The n in l was v t by the p, who had v y near l.
P, the p from l, v the n and v d S t.
"We v the n before anyone v the c," said P, p of the l N.
According to the p, the n of l cost d krone, while the c was v t.
No p in l could say why the n and the c were v t.
The N p P v x t; in l the c had been v.
About d Q and P v the n at l, and y was v t.
When the c was v t, P of l called the n X without N.
Critics such as P want the n v and every c in l v t.
In l, d S and x were v t before p P.
The p v the c, v the n, and t went home to l.
Officials in l v that d S would be v, though P doubted the c.
X, v by P in l, may replace the c that the p v t.
"Every N has its N," p P told d guests in l, "and x its c."
The l N v P t for x that d Q had v.
Nobody v the n of l until P v the c t.
With d krone from the c, l v its n t and v X.
P and P, once Q, v y between l and the n.
Since the n was v, d Q from l have v their c.
The court in l v t that the n belongs to P, not to the c.
Experts at the l c v d samples of N and N near the n.
T the p of l will have v the n and d S.
For P the n was "X in the N"; the p of l v it t.
More than d S reached l, where P and x v them.
It took the p d days to find the c below the n of l.'''
HEADLINES = '''l v n after d S
P v c in l
n: l p v N
p P and the n of l
d Q v as l c is v
Why l v its n and c'''


def with_article(phrase):
    return ('an ' if phrase[0] in 'aeiou' else 'a ') + phrase


def plural(noun):
    if noun.endswith('man'):
        return noun[:-3] + 'men'
    if noun[-1] == 'y' and noun[-2] not in 'aeo':
        return noun[:-1] + 'ies'
    return noun + ('es' if noun[-1] in 'sxh' else 's')


class Prose:
    """A stream of sentences; one object, one sequence."""

    def __init__(self, seed):
        self.random = random.Random(seed).random
        self.nouns, self.people = NOUNS.split(), PEOPLE.split()
        self.words = self.nouns + ADJECTIVES.split() + VERBS.split()
        verbs = VERBS.split()
        times = [t.replace('_', ' ') for t in TIMES.split()]
        phrases = [f'{a} {n}' for a in ADJECTIVES.split() for n in self.nouns]
        compounds = [f'{a} {b}' for a in self.nouns for b in self.nouns if a != b]
        self.places = [self.name() for _ in range(2000)]
        people = [f'{self.name()} {self.name()}' for _ in range(8000)]
        numbers = [str(n) for n in range(2, 1000)] + \
                  [f'{n},{self.below(1000):03d}' for n in range(1, 200)]
        self.pools = {'n': phrases, 'N': self.nouns, 'p': self.people, 'P': people,
                      'v': verbs, 't': times, 'l': self.places, 'd': numbers,
                      'c': compounds, 'x': [with_article(n) for n in phrases],
                      'X': [with_article(n) for n in self.nouns],
                      'y': [with_article(n) for n in compounds],
                      'S': [plural(n) for n in self.nouns],
                      'Q': [plural(n) for n in self.people],
                      'T': [t[0].upper() + t[1:] for t in times]}
        self.patterns = [self.compile(p) for p in PATTERNS.splitlines()]
        self.headlines = [self.compile(p) for p in HEADLINES.splitlines()]

    def below(self, n):
        return int(self.random() * n)

    def pick(self, pool):
        return pool[int(self.random() * len(pool))]

    def chance(self, share):
        return self.random() < share

    def name(self):
        name = self.pick(ONSETS.split()) + self.pick(RHYMES.split())
        if self.chance(0.3):
            name += self.pick(ONSETS.split()) + self.pick(RHYMES.split())
        name = (name + self.pick(ENDS.split())).capitalize()
        return name.replace('o', '\u00f8', 1) if self.chance(0.01) else name

    def compile(self, pattern):
        """A pattern becomes a format string and the pools of its slots."""
        form, pools, word = '', [], ''
        for c in pattern + '\0':
            if c.isalpha() or c == "'":
                word += c
                continue
            if word in self.pools:
                form, word = form + '%s', pools.append(self.pools[word]) or ''
            form, word = form + word + c, ''
        return form[:-1], pools

    def fill(self, patterns):
        random = self.random
        form, pools = patterns[int(random() * len(patterns))]
        return form % tuple([pool[int(random() * len(pool))] for pool in pools])

    def sentence(self):
        line = self.fill(self.patterns)
        return line[0].upper() + line[1:]

    def title(self):
        line = self.fill(self.headlines)
        return line[0].upper() + line[1:]

    def paragraphs(self, sentences):
        """Sentences in paragraphs of one to four."""
        out = []
        while sentences > 0:
            n = min(1 + self.below(4), sentences)
            out.append(' '.join([self.sentence() for _ in range(n)]))
            sentences -= n
        return out

    def of_words(self, count):
        """One paragraph of about so many words."""
        out, have = [], 0
        while have < count:
            out.append(self.sentence())
            have += out[-1].count(' ') + 1
        return ' '.join(out)

    def shuffle(self, items):
        """Fisher-Yates, so that the order does not depend on Python's version."""
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
