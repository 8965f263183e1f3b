package anteroom

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an Error is. The list is closed: page, JSON and SIP each translate it once.
type Kind int

// The kinds of failure. Internal is the zero value, so that a forgotten kind never reads as the person's fault.
const (
	Internal    Kind = iota // ours; the person sees a reference number only
	Invalid                 // what was asked is wrong; Fields names where
	NotFound                // no such thing, or another's: the two look the same
	Forbidden               // it exists and may be seen, but not done by this person
	Conflict                // it changed meanwhile, or something stands in the way
	Limit                   // too many, too often, too large
	Unavailable             // try again later
)

var kindNames = [...]string{"internal", "invalid", "not_found", "forbidden", "conflict", "limit", "unavailable"}

// String is the word for the kind in JSON and logs.
func (k Kind) String() string { return kindNames[k] }

// Error is the one type of error that crosses a room's edge.
type Error struct {
	Kind   Kind
	Msg    Text         // for the person: what is wrong and what to do
	Fields []FieldError // of Invalid: every wrong field, in the order of the form
	Stale  *Stale       // of Conflict: what changed since the page was shown
	Err    error        // for us; never leaves the building
}

// FieldError names one wrong field, by its JSON name.
type FieldError struct {
	Field string
	Msg   Text
}

func (e *Error) Error() string {
	s := e.Kind.String() + ": " + e.Msg.Key
	for _, f := range e.Fields {
		s += fmt.Sprintf("; %s: %s", f.Field, f.Msg.Key)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of an error; any error that is not ours, and none, is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Fail makes an error of a kind with a message from the catalogue: Fail(NotFound, "error.not_found").
func Fail(k Kind, key string, args ...any) *Error { return &Error{Kind: k, Msg: T(key, args...)} }

// Missing is the one answer for what does not exist and for what is another's.
func Missing() *Error { return Fail(NotFound, "error.not_found") }

// Fields collects the wrong fields of a form.
type Fields []FieldError

// Wrong notes that a field is wrong, and why.
func (f *Fields) Wrong(field, key string, args ...any) {
	*f = append(*f, FieldError{field, T(key, args...)})
}

// Err is nil where nothing is wrong, else an Invalid error that names every field.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Msg: T("error.invalid", "count", len(f)), Fields: f}
}
