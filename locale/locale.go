// Package locale holds every word that reaches a person, in each language that Anteroom speaks: pages, errors, effects,
// messages and the prompts of a call. One folder is one language; a further language is a further folder, and no code.
//
// It owns how dates, numbers, lists and plurals are written (CLDR rules by x/text; the names of months and the patterns
// are in the folder's format.json). It never decides what is said, only how.
package locale

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"anteroom.dev/anteroom"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed */*.json
var folders embed.FS

// Catalogue is the text of all languages. It is never changed once loaded, and safe from many goroutines.
type Catalogue struct {
	languages map[anteroom.Language]*folder
	order     []anteroom.Language
}

type folder struct {
	tag    language.Tag
	format format
	texts  map[string]text
}

// text is a sentence with named placeholders, in the plural forms that its language has; "other" is always there.
type text map[string]string

// UnmarshalJSON takes a plain string as the form "other".
func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*t = text{"other": s}
		return nil
	}
	forms := map[string]string{}
	if err := json.Unmarshal(raw, &forms); err != nil {
		return err
	}
	if forms["other"] == "" {
		return fmt.Errorf("no form \"other\" in %s", raw)
	}
	*t = forms
	return nil
}

// promptPrefix begins the keys of what callers hear.
const promptPrefix = "prompt."

// Load reads the languages built into the program. An error is a fault of the build.
func Load() (*Catalogue, error) { return load(folders) }

func load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{languages: map[anteroom.Language]*folder{}}
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		f, err := loadFolder(fsys, d.Name())
		if err != nil {
			return nil, fmt.Errorf("locale: %s: %w", d.Name(), err)
		}
		c.languages[anteroom.Language(d.Name())] = f
		c.order = append(c.order, anteroom.Language(d.Name()))
	}
	slices.Sort(c.order)
	return c, nil
}

func loadFolder(fsys fs.FS, name string) (*folder, error) {
	tag, err := language.Parse(name)
	if err != nil {
		return nil, err
	}
	f := &folder{tag: tag, texts: map[string]text{}}
	files, err := fs.Glob(fsys, path.Join(name, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		raw, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		if path.Base(file) == "format.json" {
			err = json.Unmarshal(raw, &f.format)
		} else {
			err = f.add(raw)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	f.tie()
	return f, nil
}

// tie has the spaces beside the signs of the language not break, so that no line begins or ends with one. Prompts stay: they are
// spoken.
func (f *folder) tie() {
	var pairs []string
	for _, sign := range f.format.TiedBefore {
		pairs = append(pairs, " "+string(sign), "\u00a0"+string(sign))
	}
	for _, sign := range f.format.TiedAfter {
		pairs = append(pairs, string(sign)+" ", string(sign)+"\u00a0")
	}
	tied := strings.NewReplacer(pairs...)
	for key, forms := range f.texts {
		if strings.HasPrefix(key, promptPrefix) {
			continue
		}
		for form, text := range forms {
			forms[form] = tied.Replace(text)
		}
	}
}

// add takes the texts of a file, one by one: read into a map, of two with one key the first would be lost without a word.
func (f *folder) add(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		k := fmt.Sprint(key)
		if _, twice := f.texts[k]; twice {
			return fmt.Errorf("%q stands twice", k)
		}
		var t text
		if err := dec.Decode(&t); err != nil {
			return err
		}
		f.texts[k] = t
	}
	_, err := dec.Token()
	return err
}

// Languages are those built in, in the order of their tags.
func (c *Catalogue) Languages() []anteroom.Language { return slices.Clone(c.order) }

// Keys are all keys of a language, in order.
func (c *Catalogue) Keys(l anteroom.Language) []string {
	f := c.languages[l]
	if f == nil {
		return nil
	}
	keys := make([]string, 0, len(f.texts))
	for k := range f.texts {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Described begins the keys of what the API's description says in English of a command, a query or one of their fields.
// English is taken from there, and has no such text; every other language has one for each.
const Described = "cli.about."

// describedIn is the language of the API's description.
const describedIn anteroom.Language = "en"

// Check names what is missing or differs between the languages: a key, or a placeholder (R18, R19).
func (c *Catalogue) Check() []string {
	var wrong []string
	for _, a := range c.order {
		for _, b := range c.order {
			if a != b {
				wrong = append(wrong, c.compare(a, b)...)
			}
		}
	}
	return wrong
}

func (c *Catalogue) compare(a, b anteroom.Language) (wrong []string) {
	for _, key := range c.Keys(a) {
		ta, tb := c.languages[a].texts[key], c.languages[b].texts[key]
		switch {
		case a == describedIn && strings.HasPrefix(key, Described):
			wrong = append(wrong, fmt.Sprintf("%s: %s stands in the API's description already", a, key))
		case c.lacks(b, key):
			wrong = append(wrong, fmt.Sprintf("%s: %s is missing", b, key))
		case tb != nil && !slices.Equal(placeholders(ta["other"]), placeholders(tb["other"])):
			wrong = append(wrong, fmt.Sprintf("%s: %s has other placeholders than in %s", b, key, a))
		}
	}
	return wrong
}

// Lacking is how many texts a language lacks that another has; of one that is not built in, all of them.
func (c *Catalogue) Lacking(l anteroom.Language) int {
	missing := map[string]bool{}
	for _, f := range c.languages {
		for key := range f.texts {
			if c.lacks(l, key) {
				missing[key] = true
			}
		}
	}
	return len(missing)
}

func (c *Catalogue) lacks(l anteroom.Language, key string) bool {
	f := c.languages[l]
	if f == nil {
		return true
	}
	_, has := f.texts[key]
	return !has && (l != describedIn || !strings.HasPrefix(key, Described))
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

func placeholders(s string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1])
	}
	sort.Strings(names)
	return slices.Compact(names)
}

// In is the printer of a language; of one that is not built in, that of the closest or the first.
func (c *Catalogue) In(l anteroom.Language) Printer {
	f := c.languages[l]
	if f == nil {
		tags := make([]language.Tag, len(c.order))
		for i, o := range c.order {
			tags[i] = c.languages[o].tag
		}
		_, i, _ := language.NewMatcher(tags).Match(language.Make(string(l)))
		l = c.order[i]
		f = c.languages[l]
	}
	return Printer{Language: l, folder: f, catalogue: c, numbers: message.NewPrinter(f.tag)}
}

// Match is the built-in language that suits an Accept-Language header (RFC 9110 section 12.5.4) best, out of those
// allowed; the first of these where none does.
func (c *Catalogue) Match(header string, allowed []anteroom.Language) anteroom.Language {
	tags := make([]language.Tag, len(allowed))
	for i, a := range allowed {
		tags[i] = language.Make(string(a))
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return allowed[0]
	}
	_, i, confidence := language.NewMatcher(tags).Match(wanted...)
	if confidence == language.No {
		return allowed[0]
	}
	return allowed[i]
}

// form is the plural form that a count takes.
func (f *folder) form(t text, count int) string {
	forms := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}
	if s, ok := t[forms[plural.Cardinal.MatchPlural(f.tag, count, 0, 0, 0, 0)]]; ok {
		return s
	}
	return t["other"]
}

// lookup finds a text; the key itself in brackets stands for a missing one, so that a test can see it.
func (f *folder) lookup(key string, args map[string]any) string {
	t, ok := f.texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if n, ok := args["count"].(int); ok {
		return f.form(t, n)
	}
	return t["other"]
}

// Prompt is the text of a prompt with its placeholder still in it: "Hello, you have reached {name}.".
func (c *Catalogue) Prompt(l anteroom.Language, id anteroom.PromptID) (string, bool) {
	f := c.languages[l]
	if f == nil {
		return "", false
	}
	t, ok := f.texts[promptPrefix+string(id)]
	return t["other"], ok
}

// Prompts are the ids of all prompts, in order.
func (c *Catalogue) Prompts() []anteroom.PromptID {
	var ids []anteroom.PromptID
	for _, k := range c.Keys(c.order[0]) {
		if id, ok := strings.CutPrefix(k, promptPrefix); ok {
			ids = append(ids, anteroom.PromptID(id))
		}
	}
	return ids
}

// Words are the words of a text in all languages: what is divided at "|" in it.
func (c *Catalogue) Words(key string) []string {
	var words []string
	for _, l := range c.order {
		if text := c.languages[l].texts[key]["other"]; text != "" {
			words = append(words, strings.Split(text, "|")...)
		}
	}
	return words
}
