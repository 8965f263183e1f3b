package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// priced is the price list that a page is about: a VAR's, or the system's.
type priced struct {
	pages.Shell
	vendor  anteroom.VARID
	path    string // of the list
	list    anteroom.PriceList
	may     bool // the reader may change it
	version int64
}

func (v *visit) priced(title string) (p priced, err error) {
	place, s, err := v.inAny(title, "prices")
	if err != nil {
		return p, err
	}
	p = priced{Shell: s, vendor: place.VAR.ID, path: "/system/prices", version: place.Version}
	if p.vendor != "" {
		p.path = s.AtVAR("/prices")
	}
	p.may = v.who.May(anteroom.ManagePackages, anteroom.Target{VAR: p.vendor}) == nil
	p.list, err = v.Office.Prices(v.r.Context(), v.who, p.vendor)
	return p, err
}

// mayPrice refuses who may not change the list.
func (v *visit) mayPrice(title string) (priced, error) {
	p, err := v.priced(title)
	if err == nil {
		err = v.who.May(anteroom.ManagePackages, anteroom.Target{VAR: p.vendor})
	}
	return p, err
}

// prices are the rates of calls and the taxes, with the box that tells what a call costs.
func (v *visit) prices() error {
	p, err := v.priced("prices.title")
	if err != nil {
		return err
	}
	box := pages.PriceTest{Path: p.path, Number: strings.TrimSpace(v.r.URL.Query().Get("number"))}
	if box.Number != "" {
		box.Answers, box.Wrong = v.costs(p.list.Rates, box.Number)
	}
	return v.list(priceList(p, box))
}

// costs is what a call to a number that begins now costs, in each currency of the list.
func (v *visit) costs(rates anteroom.Rates, typed string) (answers []string, wrong bool) {
	to := anteroom.NumberID("+" + strings.Map(digit, typed))
	if len(to) < 4 {
		return nil, true
	}
	for _, currency := range currencies(rates) {
		if r, ok := rates.In(currency).For(to, time.Now()); ok {
			answers = append(answers, v.p.T("prices.test.rate", "number", to.String(), "minute", v.p.Price(r.Minute, currency), "set_up", v.p.Price(r.SetUp, currency), "prefix", prefix(r)))
		}
	}
	if len(answers) == 0 {
		answers = []string{v.p.T("prices.test.none", "number", to.String())}
	}
	return answers, false
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

func currencies(rates anteroom.Rates) []string {
	var list []string
	for _, r := range rates {
		if !slices.Contains(list, r.Currency) {
			list = append(list, r.Currency)
		}
	}
	return list
}

func prefix(r anteroom.Rate) string { return "+" + r.Prefix + "*" }

func priceList(p priced, box pages.PriceTest) pages.List {
	s := p.Shell
	t := pages.Table{Caption: s.T("prices.rates"), Columns: []pages.Column{{Label: s.T("prices.prefix")}, {Label: s.T("prices.minute"), Amount: true}, {Label: s.T("prices.set_up"), Amount: true},
		{Label: s.T("prices.least")}, {Label: s.T("prices.from")}, {Label: s.T("table.actions")}}, Empty: pages.Empty{Title: s.T("prices.none"), About: s.T("prices.none.about")}}
	for i, r := range p.list.Rates {
		end := pages.Words("")
		switch {
		case !r.Until.IsZero():
			end = pages.Words(s.T("prices.ends", "date", s.P.Date(r.Until)))
		case p.may:
			end = pages.Linked(p.path+"/rates/"+strconv.Itoa(i)+"/end", s.T("prices.end"))
		}
		t.Rows = append(t.Rows, pages.Row{Cells: []templ.Component{pages.Words(prefix(r)), pages.Words(s.P.Price(r.Minute, r.Currency)), pages.Words(s.P.Price(r.SetUp, r.Currency)),
			pages.Words(s.T("prices.steps", "least", r.Least, "step", max(1, r.Step))), pages.Words(since(s, r.From)), end}})
	}
	page := pages.List{Shell: s, Intro: s.T("prices.intro"), Table: t, After: templ.Join(taxes(p), pages.PriceBox(s, box))}
	if p.may {
		page.Actions = []pages.Link{{Path: p.path + "/rates/add", Text: s.T("prices.rate.add")}, {Path: p.path + "/taxes/add", Text: s.T("prices.tax.add")}, {Path: p.path + "/seller", Text: s.T("prices.seller")}}
	}
	return page
}

func since(s pages.Shell, t time.Time) string {
	if t.IsZero() {
		return s.T("prices.always")
	}
	return s.P.Date(t)
}

// taxes is the table of taxes under that of the rates.
func taxes(p priced) templ.Component {
	s := p.Shell
	t := pages.Table{Caption: s.T("prices.taxes"), Columns: []pages.Column{{Label: s.T("prices.tax.name")}, {Label: s.T("prices.tax.where")}, {Label: s.T("prices.tax.rate"), Amount: true},
		{Label: s.T("prices.from")}, {Label: s.T("table.actions")}}, Empty: pages.Empty{Title: s.T("prices.taxes.none"), About: s.T("prices.taxes.none.about")}}
	for i, x := range p.list.Taxes {
		where := s.P.CountryName(x.Country)
		if x.Region != "" {
			where = x.Region + ", " + where
		}
		end := pages.Words("")
		switch {
		case !x.Until.IsZero():
			end = pages.Words(s.T("prices.ends", "date", s.P.Date(x.Until)))
		case p.may:
			end = pages.Linked(p.path+"/taxes/"+strconv.Itoa(i)+"/end", s.T("prices.end"))
		}
		t.Rows = append(t.Rows, pages.Row{Cells: []templ.Component{pages.Words(x.Name), pages.Words(where), pages.Words(s.T("prices.tax.percent", "rate", s.P.Decimal(float64(x.Rate)/10_000, 4))), pages.Words(since(s, x.From)), end}})
	}
	return pages.TitledTable(s, s.T("prices.taxes"), t)
}

// priceTask is a page that changes the list as a whole: the version of the page sees to it that nobody's change is lost.
func (v *visit) priceTask(p priced, page pages.Task, change func(f *form, l *anteroom.PriceList)) error {
	page.Shell, page.Version, page.Above = p.Shell, p.version, pages.Link{Path: p.path, Text: p.T("prices.title")}
	return v.task(task{page: page, done: func(office.Outcome) string { return p.path }, command: func(f *form) office.Command {
		l := p.list
		l.Rates, l.Taxes = slices.Clone(l.Rates), slices.Clone(l.Taxes)
		change(f, &l)
		return office.SetPriceList{VAR: p.vendor, List: l}
	}})
}

func (v *visit) addRate() error {
	p, err := v.mayPrice("prices.rate.add")
	if err != nil {
		return err
	}
	return v.priceTask(p, rateForm(p.Shell), func(f *form, l *anteroom.PriceList) {
		r := anteroom.Rate{Currency: strings.ToUpper(f.text("currency")), Prefix: strings.TrimRight(strings.TrimPrefix(f.text("prefix"), "+"), "*"), From: f.day("from"), Least: f.number("least"), Step: f.number("step"), Extra: f.ticked("extra")}
		r.Minute, r.SetUp = v.price(f, "minute", r.Currency), v.price(f, "set_up", r.Currency)
		l.Rates = append(l.Rates, r)
	})
}

// price is a field with a price, in thousandths of the smallest unit of the currency; empty is 0.
func (v *visit) price(f *form, name, currency string) int64 {
	if f.text(name) == "" {
		return 0
	}
	n, ok := v.p.ParsePrice(f.text(name), currency)
	if !ok {
		f.wrong.Wrong(name, "error.amount", "example", v.p.PriceAmount(4500, "CAD"))
	}
	return n
}

// day is a field with a day, as its beginning in UTC; empty is none.
func (f *form) day(name string) time.Time {
	if f.text(name) == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, f.text(name))
	if err != nil {
		f.wrong.Wrong(name, "error.day")
	}
	return t
}

func rateForm(s pages.Shell) pages.Task {
	return pages.Task{Shell: s, Intro: s.T("prices.rate.intro"), Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "prefix", Label: "prices.prefix", Hint: "prices.prefix.hint"},
		{Name: "currency", Label: "field.package.currency", Required: true},
		{Name: "minute", Label: "prices.minute", Required: true}, {Name: "set_up", Label: "prices.set_up", Hint: "prices.set_up.hint"},
		{Name: "least", Label: "prices.least.seconds", Hint: "prices.least.hint", Type: "number"}, {Name: "step", Label: "prices.step.seconds", Hint: "prices.step.hint", Type: "number", Value: "60"},
		{Name: "from", Label: "prices.from", Hint: "prices.from.hint", Type: "date"}, {Name: "extra", Label: "prices.extra", Hint: "prices.extra.hint", Kind: pages.Tick}}}}}
}

func (v *visit) addTax() error {
	p, err := v.mayPrice("prices.tax.add")
	if err != nil {
		return err
	}
	return v.priceTask(p, taxForm(p.Shell, v.countries[v.p.Language]), func(f *form, l *anteroom.PriceList) {
		t := anteroom.Tax{Name: f.text("name"), Country: f.text("country"), Region: strings.ToUpper(f.text("region")), From: f.day("from"), Reverse: f.ticked("reverse")}
		rate, ok := v.p.ParsePrice(f.text("rate"), "JPY") // a number with three decimals at most
		if !ok {
			f.wrong.Wrong("rate", "error.percent")
		}
		t.Rate = rate * 10
		l.Taxes = append(l.Taxes, t)
	})
}

func taxForm(s pages.Shell, countries []pages.Option) pages.Task {
	return pages.Task{Shell: s, Intro: s.T("prices.tax.intro"), Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "name", Label: "prices.tax.name", Hint: "prices.tax.name.hint", Required: true},
		{Name: "country", Label: "prices.country", Kind: pages.Choice, Options: countries, Required: true}, {Name: "region", Label: "field.billing.region", Hint: "billing.region.hint"},
		{Name: "rate", Label: "prices.tax.rate", Hint: "prices.tax.rate.hint", Required: true}, {Name: "from", Label: "prices.from", Hint: "prices.from.hint", Type: "date"},
		{Name: "reverse", Label: "prices.tax.reverse", Hint: "prices.tax.reverse.hint", Kind: pages.Tick}}}}}
}

// seller is where the provider is, for taxes.
func (v *visit) seller() error {
	p, err := v.mayPrice("prices.seller")
	if err != nil {
		return err
	}
	return v.priceTask(p, sellerForm(p.Shell, p.list.Seller, v.countries[v.p.Language]), func(f *form, l *anteroom.PriceList) {
		l.Seller = anteroom.Place{Country: f.text("country"), Region: strings.ToUpper(f.text("region")), VATNumber: f.text("vat_number")}
	})
}

func sellerForm(s pages.Shell, at anteroom.Place, countries []pages.Option) pages.Task {
	return pages.Task{Shell: s, Intro: s.T("prices.seller.intro"), Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "country", Label: "prices.country", Kind: pages.Choice, Value: at.Country, Options: countries, Required: true},
		{Name: "region", Label: "field.billing.region", Hint: "billing.region.hint", Value: at.Region},
		{Name: "vat_number", Label: "prices.seller.number", Hint: "prices.seller.number.hint", Value: at.VATNumber}}}}}
}

func (v *visit) endRate() error {
	p, err := v.mayPrice("prices.rate.end")
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(v.r.PathValue("row"))
	if err != nil || i < 0 || i >= len(p.list.Rates) {
		return anteroom.Missing()
	}
	r := p.list.Rates[i]
	return v.priceTask(p, endForm(p.Shell, p.T("prices.rate.end.intro", "prefix", prefix(r), "minute", p.P.Price(r.Minute, r.Currency))), func(f *form, l *anteroom.PriceList) {
		l.Rates[i].Until = f.end()
	})
}

func (v *visit) endTax() error {
	p, err := v.mayPrice("prices.tax.end")
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(v.r.PathValue("row"))
	if err != nil || i < 0 || i >= len(p.list.Taxes) {
		return anteroom.Missing()
	}
	return v.priceTask(p, endForm(p.Shell, p.T("prices.tax.end.intro", "name", p.list.Taxes[i].Name)), func(f *form, l *anteroom.PriceList) {
		l.Taxes[i].Until = f.end()
	})
}

// end is the day from which something no longer holds.
func (f *form) end() time.Time {
	t := f.day("until")
	if t.IsZero() && len(f.wrong) == 0 {
		f.wrong.Wrong("until", "error.day")
	}
	return t
}

func endForm(s pages.Shell, intro string) pages.Task {
	return pages.Task{Shell: s, Intro: intro, Button: "prices.end", Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "until", Label: "prices.until", Hint: "prices.until.hint", Type: "date", Required: true}}}}}
}
