package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"anteroom.dev/anteroom"
)

// read fills a command from the body of the request.
func (v *visit) read(command reflect.Value) error {
	if kind := v.r.Header.Get("Content-Type"); kind != "" {
		if base, _, err := mime.ParseMediaType(kind); err != nil || base != "application/json" {
			return refuse(http.StatusUnsupportedMediaType, "error.media")
		}
	}
	raw, err := io.ReadAll(v.r.Body)
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return coded{http.StatusRequestEntityTooLarge, anteroom.Fail(anteroom.Limit, "error.large", "most", large.Limit)}
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "error.json", "detail", "…")
	}
	return fill(command, raw)
}

// fill sets the fields of a command from a JSON object: every one that is not optional, each once, and no others. An
// empty body stands for {}. All wrong fields are named at once: the command's in its order, then those it does not have.
func fill(command reflect.Value, raw []byte) error {
	values, names, err := members(raw)
	if err != nil {
		return refuse(http.StatusBadRequest, "error.json", "detail", err.Error())
	}
	var wrong anteroom.Fields
	for _, f := range reflect.VisibleFields(command.Type()) {
		name, optional := fieldName(f)
		if name == "" {
			continue
		}
		given := values[name]
		delete(values, name)
		switch none := len(given) == 0 || string(given[0]) == "null"; {
		case len(given) > 1:
			wrong.Wrong(name, "error.field.twice")
		case none && !optional:
			wrong.Wrong(name, "error.field.missing")
		case none:
		case json.Unmarshal(given[0], command.FieldByIndex(f.Index).Addr().Interface()) != nil:
			wrong.Wrong(name, "error.field."+kindOf(f.Type))
		}
	}
	for _, name := range names {
		if _, left := values[name]; left {
			delete(values, name)
			wrong.Wrong(name, "error.field.unknown")
		}
	}
	return wrong.Err()
}

// fieldName is what a field of a struct is called in JSON, and whether it may be missing; empty: it is not in it.
func fieldName(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" || !f.IsExported() {
		return "", false
	}
	return name, options == "omitempty" || options == "omitzero"
}

// kindOf is the word of JSON schema for a type.
func kindOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[[]byte]():
		return "base64"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Slice:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	}
	return "string"
}

// members are the values of a JSON object by their names, which are told in order; a name may stand there more than
// once. The error shows how far the text is what it should be.
func members(raw []byte) (values map[string][]json.RawMessage, names []string, err error) {
	values = map[string][]json.RawMessage{}
	if len(bytes.TrimSpace(raw)) == 0 {
		return values, nil, nil
	}
	if !utf8.Valid(raw) {
		return nil, nil, errors.New("UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	broken := func() error { return fmt.Errorf("%d/%d", dec.InputOffset(), len(raw)) }
	if begin, err := dec.Token(); err != nil || begin != json.Delim('{') {
		return nil, nil, broken()
	}
	for dec.More() {
		token, err := dec.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, nil, broken()
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return nil, nil, broken()
		}
		if len(values[name]) == 0 {
			names = append(names, name)
		}
		values[name] = append(values[name], value)
	}
	if _, err := dec.Token(); err != nil {
		return nil, nil, broken()
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, broken()
	}
	return values, names, nil
}
