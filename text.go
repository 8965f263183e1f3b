package anteroom

// Text is something to be told to a person, in whatever language that person reads:
// a key of the catalogue in locale/ and the values of its named placeholders.
type Text struct {
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

// T makes a Text from a key and pairs of placeholder and value: T("effect.users", "count", 12).
// A value is a string, an int, a time.Time, a Language, a []string (joined by the reader's "and"), or another Text.
func T(key string, args ...any) Text {
	t := Text{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if t.Args == nil {
			t.Args = make(map[string]any, len(args)/2)
		}
		t.Args[args[i].(string)] = args[i+1]
	}
	return t
}
