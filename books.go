package anteroom

// BookAccount is where an entry stands in a provider's books.
type BookAccount string

// The accounts of a bill.
const (
	Receivable       BookAccount = "receivable" // what is owed
	PackageRevenue   BookAccount = "packages"
	CallRevenue      BookAccount = "calls"
	AdjustmentAmount BookAccount = "adjustments"
	TaxPayable       BookAccount = "tax"
)

// Entry is one entry of the books, in the smallest unit of the bill's currency: above 0 a debit, below a credit.
type Entry struct {
	Account BookAccount `json:"account"`
	Text    string      `json:"text"` // what it is for; of a tax, its name
	Amount  int64       `json:"amount"`
}

// Entries are those that a bill makes: they add up to nothing. A bill without lines makes none.
func (b Bill) Entries() []Entry {
	if len(b.Lines) == 0 {
		return nil
	}
	list := []Entry{{Receivable, b.Buyer.Name, b.Total}}
	accounts := map[LineKind]BookAccount{BaseLine: PackageRevenue, CallsLine: CallRevenue, WholesaleUsers: PackageRevenue, WholesaleCalls: CallRevenue, AdjustmentLine: AdjustmentAmount, TaxLine: TaxPayable}
	for _, l := range b.Lines {
		text := l.Text
		if text == "" {
			text = l.Package.Name
		}
		list = append(list, Entry{accounts[l.Kind], text, -l.Amount})
	}
	return list
}
