package anteroom

import "time"

// Keys is a balance of subscription keys: of all that are held (Total) some are reserved for somebody invited, some are
// used. A VAR's Used are those it gave to its companies. Reserved and Used together never exceed Total; 0 means none.
type Keys struct {
	Total    int `json:"total"`
	Reserved int `json:"reserved"`
	Used     int `json:"used"`
}

// Free is how many may still be reserved or used.
func (k Keys) Free() int { return k.Total - k.Reserved - k.Used }

// KeyMove is why keys moved.
type KeyMove string

// The movements, and what each changes of the balance for a number of keys.
const (
	KeysOpening  KeyMove = "opening"  // what was there when the ledger began
	KeysAdded    KeyMove = "added"    // to a VAR's pool or a company: Total + n
	KeysTaken    KeyMove = "taken"    // away again: Total - n
	KeysGiven    KeyMove = "given"    // of a VAR, to a company: Used + n
	KeysReturned KeyMove = "returned" // to a VAR, by a company: Used - n
	KeysReserved KeyMove = "reserved" // for an address: Reserved + n
	KeysReleased KeyMove = "released" // the invitation ended: Reserved - n
	KeysClaimed  KeyMove = "claimed"  // what was reserved is used: Reserved - n, Used + n
	KeysUsed     KeyMove = "used"     // by a user made at once: Used + n
	KeysFreed    KeyMove = "freed"    // the user was removed: Used - n
)

// Delta is what the movement of n keys adds to the balance.
func (m KeyMove) Delta(n int) Keys {
	switch m {
	case KeysAdded:
		return Keys{Total: n}
	case KeysTaken:
		return Keys{Total: -n}
	case KeysGiven, KeysUsed:
		return Keys{Used: n}
	case KeysReturned, KeysFreed:
		return Keys{Used: -n}
	case KeysReserved:
		return Keys{Reserved: n}
	case KeysReleased:
		return Keys{Reserved: -n}
	case KeysClaimed:
		return Keys{Reserved: -n, Used: n}
	}
	return Keys{}
}

// Move is the balance after the movement of n keys. A balance that would be overdrawn is a Limit error, and says how
// many are missing (R45).
func (k Keys) Move(m KeyMove, n int) (Keys, error) {
	d := m.Delta(n)
	after := Keys{k.Total + d.Total, k.Reserved + d.Reserved, k.Used + d.Used}
	switch {
	case n < 0 || after.Total < 0 || after.Reserved < 0 || after.Used < 0:
		return k, Fail(Internal, "error.internal")
	case after.Free() < 0 && m == KeysTaken:
		return k, Fail(Limit, "error.keys.used", "count", k.Reserved+k.Used)
	case after.Free() < 0:
		return k, Fail(Limit, "error.keys.short", "count", k.Total, "missing", -after.Free())
	}
	return after, nil
}

// KeyEntry is one movement in the ledger of a VAR or a company.
type KeyEntry struct {
	Seq     int64     `json:"seq"` // 1, 2, 3 … within the owner
	At      time.Time `json:"at"`
	What    KeyMove   `json:"what"`
	Subject string    `json:"subject"` // the company or user for whom; empty: the owner itself
	Name    string    `json:"name"`    // of the subject; empty: it is gone for good
	Change  Keys      `json:"change"`  // what was added to the balance; negative: taken from it
}
