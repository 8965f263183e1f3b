package api

import (
	"reflect"
	"strings"

	"anteroom.dev/anteroom/office"
)

// About is what the document says of a command, or with a field's JSON name of that field; empty: nothing.
func About(c office.Command, field string) string {
	t := reflect.TypeOf(c)
	if field == "" {
		return described()[key(t)]
	}
	for _, f := range reflect.VisibleFields(t) {
		if name, _ := fieldName(f); name == field {
			if in := f.Index[:len(f.Index)-1]; len(in) > 0 { // of a struct within it, which describes it
				t = t.FieldByIndex(in).Type
			}
			return described()[key(t)+"."+field]
		}
	}
	return ""
}

// AboutQuery is what the document says of a query.
func AboutQuery(name string) string {
	for _, q := range queries() {
		if q.id == name {
			return strings.TrimSpace(q.about)
		}
	}
	return ""
}

// AboutParameter is what the document says of a parameter of queries.
func AboutParameter(name string) string {
	about, _ := queryParameters()[name]["description"].(string)
	return about
}

// AboutPlace is what the document says of a part of an address, such as "company".
func AboutPlace(name string) string {
	switch name {
	case "var":
		return "Id of the VAR."
	case "month":
		return "The month, such as 2026-11."
	}
	return "Id of the " + name + "."
}
