package anteroom

import "time"

// Order is a call that a user wants to be placed: the user's own phones ring, and who picks up is brought to a number.
type Order struct {
	Call     CallID // that it will be
	Company  CompanyID
	User     UserID
	To       string   // as dialled in the company's country
	Way      Way      // ByAPI, or ByCallBack
	Language Language // of ByCallBack: the one in which whoever is called back was spoken to
	Made     time.Time
}

// OrderTime is how long a phone to ring is looked for. Who wanted the call is not there any more after that.
const OrderTime = 15 * time.Second

// OwnRingTime is how long a user's own phones ring for a call that the user has placed.
const OwnRingTime = 25 * time.Second

// Over tells whether the order is not to be carried out any more.
func (o Order) Over(now time.Time) bool { return now.Sub(o.Made) > OrderTime }

// Back is whom one would call to answer a call: a colleague, or else a number. Neither: nobody, for the caller withheld the number. After a
// transfer by the calling side it is who talked then.
func (c Call) Back() (UserID, NumberID) {
	switch {
	case c.OnLine != nil:
		return c.OnLine.User, c.OnLine.Number
	case c.Sender != "":
		return c.Sender, ""
	}
	return "", ParseNumber(c.Caller)
}

// Placing is an order as it is carried out.
type Placing struct {
	Line Call   // of the call, as it begins
	Own  Callee // the user's phones
	Plan Plan   // of who picks up
}
