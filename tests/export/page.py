"""Reads pages back: a list of HTML texts in, for each its problems, its shape
and the text that it shows out (JSON)."""
import base64, hashlib, json, re, sys
from html.parser import HTMLParser

VOID = {"meta", "br"}
ELEMENTS = VOID | set(
    "html head title style body a header h1 h2 h3 span dl div dt dd code bdi pre p strong nav "
    "ol ul li main section table caption thead tbody tr th td figure figcaption svg desc rect "
    "text article footer".split())
ATTRIBUTES = set(
    "lang charset http-equiv content name class href id rel tabindex role scope dir aria-label "
    "aria-labelledby aria-describedby aria-hidden viewbox width height x y rx".split())
# The attributes that hold a text of the assessment.
TEXTS = {"aria-label", "href", "id"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.problems, self.shape, self.shown = [], [], []
        self.open, self.ids, self.targets, self.levels = [], [], [], []
        self.tables, self.policy, self.style, self.links = [], "", "", []

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag not in ELEMENTS:
            self.problems.append(f"element {tag}")
        if len(a) != len(attrs):
            self.problems.append(f"an attribute twice: {attrs}")
        for key, value in attrs:
            if key not in ATTRIBUTES or value is None:
                self.problems.append(f"attribute {key} of {tag}")
        self.shape.append([tag] + [k if k in TEXTS else f"{k}={v}" for k, v in attrs])
        if "id" in a:
            self.ids.append(a["id"])
        for key in ("aria-labelledby", "aria-describedby"):
            if key in a:
                self.targets.append(a[key])
        if "href" in a:
            href = a["href"]
            if tag != "a":
                self.problems.append(f"href of {tag}")
            if href.startswith("#"):
                self.targets.append(href[1:])
            elif not re.match(r"https?://[!#-%'-;=?-_a-z~&]*$", href, re.I):
                self.problems.append(f"link {href}")
            else:
                self.links.append(href)
                if a.get("rel") != "noreferrer noopener":
                    self.problems.append(f"rel of {href}")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if a.get("http-equiv") == "Content-Security-Policy":
            self.policy = a["content"]
        if tag == "html" and not a.get("lang"):
            self.problems.append("no lang")
        if tag == "th" and a.get("scope") not in ("row", "col"):
            self.problems.append("th without scope")
        if tag == "table":
            self.tables.append({"caption": 0, "rows": []})
        if tag == "caption":
            self.tables[-1]["caption"] += 1
        if tag == "tr":
            self.tables[-1]["rows"].append(0)
        if tag in ("td", "th"):
            self.tables[-1]["rows"][-1] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag != "rect":
            self.problems.append(f"{tag} closes itself")
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"{tag} ends where it did not start")
        self.shown.append("\n")

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self.style += data
        else:
            self.shown.append(data)

    def handle_comment(self, data):
        self.problems.append("comment")

    def unknown_decl(self, data):
        self.problems.append("declaration")

    def handle_pi(self, data):
        self.problems.append("processing instruction")

    def done(self):
        problems = self.problems
        if self.open:
            problems.append(f"left open: {self.open}")
        twice = sorted({i for i in self.ids if self.ids.count(i) > 1})
        if twice:
            problems.append(f"ids twice: {twice}")
        for bad in [i for i in self.ids if not re.fullmatch(r"[A-Za-z][\w.-]*", i, re.A)]:
            problems.append(f"id {bad}")
        lost = sorted(set(self.targets) - set(self.ids))
        if lost:
            problems.append(f"no target for {lost}")
        if self.levels[:1] != [1] or self.levels.count(1) != 1:
            problems.append("not one h1 first")
        for before, now in zip(self.levels, self.levels[1:]):
            if now > before + 1:
                problems.append(f"h{now} after h{before}")
        for table in self.tables:
            if table["caption"] != 1 or len(set(table["rows"])) != 1:
                problems.append(f"table {table}")
        tags = [s[0] for s in self.shape]
        for once in ("head", "style", "header", "nav", "main"):
            if tags.count(once) != 1:
                problems.append(f"not one {once}")
        # A picture's cells have titles as well.
        if tags[: tags.index("body")].count("title") != 1:
            problems.append("not one title")
        digest = base64.b64encode(hashlib.sha256(self.style.encode()).digest()).decode()
        if self.policy != (f"default-src 'none'; style-src 'sha256-{digest}'; "
                           "base-uri 'none'; form-action 'none'"):
            problems.append(f"policy {self.policy}")
        if re.search(r"url\(|@import|</", self.style):
            problems.append("the style loads something")
        return {"problems": problems, "shape": self.shape, "links": self.links,
                "shown": "".join(self.shown)}


def read(text):
    page = Page()
    page.feed(text)
    page.close()
    return page.done()


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
