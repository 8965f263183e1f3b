package pages

// trunkFields are the fields of a trunk that people are told of.
func trunkFields() []known {
	var list []known
	add := func(k kind, fields ...string) {
		for _, f := range fields {
			list = append(list, known{"trunk", f, k, "", "when.call"})
		}
	}
	add(words, "name", "server")
	add(choiceKind, "transport")
	add(yesNoKind, "encrypted")
	add(secretKind, "authority") // nobody reads certificates
	add(yesNoKind, "off", "register")
	add(words, "user")
	add(secretKind, "password_changed")
	add(words, "realm")
	add(listKind, "sources")
	add(countryKind, "country")
	add(choiceKind, "called_in", "calls_form", "dial_form", "caller")
	add(words, "number")
	add(yesNoKind, "asserted", "passes")
	add(words, "max_calls", "order")
	add(listKind, "prefixes")
	return list
}
