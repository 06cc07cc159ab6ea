"""furniture.py - invented outlets and what they put around their articles.

In: a Prose. Out: outlets, each with a name, a host and its own furniture; a page =
text with spans. Always: the text minus its spans is the article.
"""
NAV = 'Home News World Sport Weather Opinion Business Culture Science Travel Health ' \
      'Video Jobs Obituaries Letters Puzzles Archive Contact Subscribe Login'
LINKS = ('CONTINUE READING: {}', 'See also  {}', 'READ MORE: {}', 'Related: {}',
         'More on this \u00bb {}', 'ALSO IN THE NEWS: {}')
NEWSLETTERS = (
    'Sign up for our newsletter {name} Briefing and get the news in your inbox every '
    'morning. You can unsubscribe at any time.',
    'Never miss a story: the {name} letter comes at six, is free of charge and can be '
    'cancelled with one click.',
    'Enjoying this article? Become a supporter of {name} from {number} krone a month.')
SHARES = ('Share this: Email | Print | Copy link', 'Share  Tweet  Pin  Mail',
          'Print this page | Send to a friend | Save for later')
COMMENTS = (
    ('Leave a Reply', 'Your email address will not be published. Required fields are '
     'marked *', 'Comment *', 'Name *', 'Email *'),
    ('Leave a Comment', 'Comments are read by an editor before they appear. Be brief '
     'and be kind.', 'Post comment'),
    ('Join the conversation', 'You must be logged in to post a comment on {name}.'))
RIGHTS = (
    '\u00a9 {year} {name} Media Group. All rights reserved.',
    '\u00a9 {year} {name}. All rights reserved. This material may not be copied, '
    'broadcast, rewritten or passed on without the written permission of {name}.',
    'Copyright {name} {year}. Reprint only with the name of the source.')
DISCLAIMERS = (
    'Legal Disclaimer: {name} provides this information {open}as it is{close} without '
    'warranty of any kind. {name} accepts no responsibility or liability for the '
    'accuracy, content, images, licences, completeness or reliability of what is '
    'stated in this article. If you have a complaint or hold rights in the text, '
    'please write to {person}, the provider named above.',
    'The views in this report are those of {person} and need not be those of {name}. '
    'Nothing in it is advice to buy or sell; figures may be out of date {open}by the '
    'time you read them{close}, and past results say nothing about the future.',
    'This story was supplied to {name} by an outside agency {open}as received{close} '
    'and has not been edited by our staff. Questions about its contents should be sent '
    'to {person} and not to the newsroom.')
ABOUT = 'About {name}: founded in {founded}, {name} reports from {place} and ' \
        '{number} other towns. It belongs to its readers and is printed on recycled ' \
        'paper.'
QUOTES = (('"', '"'), ('\u201c', '\u201d'), ('\u00ab', '\u00bb'), ("'", "'"))


class Outlet:
    """Its furniture is chosen once; names, years and quotation marks vary by page."""

    def __init__(self, prose):
        place = prose.pick(prose.places)
        self.name = place + ' ' + prose.pick('Post Courier Herald Gazette Echo'.split())
        host = self.name.lower().replace(' ', '').encode('ascii', 'ignore').decode()
        self.source = f'{host}{prose.below(1000)}.example'
        sections = NAV.split()
        prose.shuffle(sections)
        self.head = ['  '.join(sections[:4 + prose.below(5)])]
        if prose.chance(0.4):
            self.head = []
        self.share = prose.pick(SHARES) if prose.chance(0.5) else None
        self.link = prose.pick(LINKS) if prose.chance(0.7) else None
        self.gap = '\n' if prose.chance(0.3) else '\n\n'
        self.wrapped = 60 + prose.below(20) if prose.chance(0.4) else 0
        self.foot = []
        if prose.chance(0.5):
            self.foot.append(prose.pick(DISCLAIMERS))
        if prose.chance(0.4):
            self.foot.append(prose.pick(NEWSLETTERS))
        if prose.chance(0.4):
            self.foot += prose.pick(COMMENTS)
        if prose.chance(0.2):
            self.foot.append(ABOUT)
        if prose.chance(0.7) or not self.foot:
            self.foot.append(prose.pick(RIGHTS))
        self.founded, self.place = 1800 + prose.below(200), prose.pick(prose.places)
        self.number = 20 + prose.below(80)

    def line(self, prose, form):
        quotes = prose.pick(QUOTES)
        name = self.name if prose.chance(0.8) else self.name.split(' ')[0]
        return form.format(name=name, year=2020 + prose.below(12), founded=self.founded,
                           person=prose.pick(prose.pools['P']), place=self.place,
                           number=self.number, open=quotes[0], close=quotes[1])

    def page(self, prose, body, titles):
        """Text and spans of a page: body = title and paragraphs."""
        blocks = [(line, True) for line in self.head] + [(body[0], False)]
        if self.share:
            blocks.append((self.share, True))
        for i, paragraph in enumerate(body[1:]):
            if i and self.link and prose.chance(0.15) and titles:
                blocks.append((self.link.format(prose.pick(titles)), True))
            blocks.append((paragraph, False))
        blocks += [(self.line(prose, form), True) for form in self.foot]
        if self.wrapped:
            blocks = [(wrap(text, self.wrapped), kind) for text, kind in blocks]
        return join(blocks, self.gap)


def wrap(text, columns):
    """Break at spaces; a word longer than a line stays whole."""
    lines, at = [], 0
    while len(text) - at > columns:
        end = text.rfind(' ', at, at + columns + 1)
        if end <= at:
            end = text.find(' ', at)
            if end < 0:
                break
        lines.append(text[at:end])
        at = end + 1
    lines.append(text[at:])
    return '\n'.join(lines)


def join(blocks, gap):
    """Blocks of (text, is furniture): a passage takes the break after it along, the
    passages at the end the break before them."""
    last = max(i for i, (_, furniture) in enumerate(blocks) if not furniture)
    spans, at = [], 0
    for i, (text, furniture) in enumerate(blocks[:last + 1]):
        size = len(text) + (len(gap) if i < last else 0)
        if furniture and spans and spans[-1][1] == at:
            spans[-1][1] += size
        elif furniture:
            spans.append([at, at + size])
        at += size
    text = gap.join([text for text, _ in blocks])
    if at < len(text):
        spans.append([at, len(text)])
    return text, spans
