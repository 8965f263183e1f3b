package anteroom

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"
)

// Change is an entry of the history: one command that was carried out, whole (R10).
// The entries of a Scope are a chain: each holds the hash of the one before.
type Change struct {
	ID       ChangeID  `json:"id"`
	Scope    Scope     `json:"-"`
	VAR      VARID     `json:"-"`   // under which it was made; empty: the system's own. Not part of the hash
	Seq      int64     `json:"seq"` // 1, 2, 3 … within the scope, without a gap
	At       time.Time `json:"at"`
	Account  AccountID `json:"account"`
	Who      string    `json:"who"`
	Level    Level     `json:"level"`
	Source   Source    `json:"source"`
	Acting   string    `json:"acting,omitempty"` // why somebody acted for the company; empty: nobody did
	Command  string    `json:"command"`          // its name: "set-languages"
	Items    []Item    `json:"items"`
	Undoes   ChangeID  `json:"undoes,omitempty"`
	UndoneBy ChangeID  `json:"undone_by,omitempty"` // told when read; not part of the hash
	Prev     string    `json:"prev"`                // hex SHA-256; empty for the first
	Hash     string    `json:"hash"`
}

// ChangeLine is an entry in the history of its own place or of one above: with the VAR and the company that it is of.
type ChangeLine struct {
	Change
	VARID       VARID     `json:"var,omitempty"`
	VARName     string    `json:"var_name,omitempty"`
	CompanyID   CompanyID `json:"company,omitempty"`
	CompanyName string    `json:"company_name,omitempty"`
	Gone        bool      `json:"gone,omitempty"` // the one or the other was removed: nothing of it can be undone
}

// ChangeFind is how the history of a place is asked for.
type ChangeFind struct {
	Account      AccountID // who made it; empty: anybody
	Name         string    // the whole name of who made it, folded; empty: anybody
	Command      string    // its name; empty: any
	Since, Until time.Time // from the one, and before the other; zero: without bound
	After        Mark      // where the page before ended; zero: from the newest
	Most         int
}

// Scope is the owner of a chain: a company's id, a VAR's id, or "system".
type Scope string

// SystemScope is the chain of what belongs to no VAR and no company.
const SystemScope Scope = "system"

// Item is one noun that the command changed: only the fields that differ, as JSON values.
// A noun that was made has no Before, one that was dropped no After.
type Item struct {
	Noun   string                     `json:"noun"`
	ID     string                     `json:"id"`
	Before map[string]json.RawMessage `json:"before"`
	After  map[string]json.RawMessage `json:"after"`
}

// Diff compares a noun before and after; nil stands for none. It is empty where nothing differs.
func Diff(before, after any) (b, a map[string]json.RawMessage, err error) {
	if b, err = flat(before); err != nil {
		return nil, nil, err
	}
	if a, err = flat(after); err != nil {
		return nil, nil, err
	}
	if b != nil && a != nil {
		for k := range a {
			if bytes.Equal(b[k], a[k]) {
				delete(a, k)
				delete(b, k)
			}
		}
	}
	return b, a, nil
}

// flat is a noun as JSON values by field; a nested struct's fields are joined by a dot.
func flat(noun any) (map[string]json.RawMessage, error) {
	if noun == nil {
		return nil, nil
	}
	raw, err := json.Marshal(noun)
	if err != nil {
		return nil, fmt.Errorf("change: %w", err)
	}
	out := map[string]json.RawMessage{}
	return out, flatten("", raw, out)
}

func flatten(prefix string, raw json.RawMessage, out map[string]json.RawMessage) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for k, v := range fields {
		if len(v) > 0 && v[0] == '{' {
			if err := flatten(prefix+k+".", v, out); err != nil {
				return err
			}
			continue
		}
		out[prefix+k] = v
	}
	return nil
}

// Overlay sets fields, named as by Diff, on the noun that the pointer names; the others stay.
func Overlay(noun any, fields map[string]json.RawMessage) error {
	tree := map[string]any{}
	for name, value := range fields {
		at := tree
		parts := strings.Split(name, ".")
		for _, p := range parts[:len(parts)-1] {
			next, ok := at[p].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[p] = next
			}
			at = next
		}
		at[parts[len(parts)-1]] = value
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		return fmt.Errorf("change: %w", err)
	}
	return json.Unmarshal(raw, noun)
}

// Restore is a noun as it was before the item changed it: the fields that the item names are set back, the others stay.
func Restore[T any](now T, i Item) (was T, err error) {
	fields, err := flat(now)
	if err != nil {
		return was, err
	}
	for name := range i.After {
		delete(fields, name)
	}
	for name, value := range i.Before {
		fields[name] = value
	}
	return was, Overlay(&was, fields)
}

// FieldNames are the fields that the item names, in order.
func (i Item) FieldNames() []string {
	seen := map[string]bool{}
	for k := range i.Before {
		seen[k] = true
	}
	for k := range i.After {
		seen[k] = true
	}
	names := make([]string, 0, len(seen))
	for k := range seen {
		names = append(names, k)
	}
	sort.Strings(names)
	return names
}

// Seal sets the hash: SHA-256 over the entry's JSON without Hash and UndoneBy, with Prev in it.
func (c *Change) Seal(prev string) error {
	c.Prev = prev
	h, err := c.digest()
	c.Hash = h
	return err
}

// Sealed tells whether the hash is that of the entry as it stands.
func (c Change) Sealed() bool {
	h, err := c.digest()
	return err == nil && h == c.Hash
}

func (c Change) digest() (string, error) {
	c.Hash, c.UndoneBy = "", ""
	c.At = c.At.UTC()
	raw, err := json.Marshal(struct {
		Scope Scope `json:"scope"`
		Change
	}{c.Scope, c})
	if err != nil {
		return "", fmt.Errorf("change: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Effect is one thing that a change will do, told before it is done (R9).
type Effect struct {
	Text  Text `json:"text"`
	Reach bool `json:"reach"` // callers, users or money are touched: to be shown before it is stored
}

// Stale is why an outdated page was refused (R8): every field that others changed since it was shown.
type Stale struct {
	Version int64
	Fields  []StaleField
}

// StaleField is one field that another changed: from Before, which the page showed, to Now.
type StaleField struct {
	Noun, ID, Field string
	Before, Now     json.RawMessage
	Who             string
	At              time.Time
}
