package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

//go:generate go test -run TestDescribed . -args -update

// object is a JSON object of the description.
type object map[string]any

// book collects the schemas of the description: one for each struct, by its name.
type book struct {
	schemas object
	types   map[string]reflect.Type
	about   map[string]string // by type, and by type and field
	clash   error
}

// describe is the OpenAPI 3.1 description of all commands and queries.
func describe(version string) ([]byte, error) {
	b := &book{schemas: object{}, types: map[string]reflect.Type{}, about: described()}
	paths := object{}
	for _, c := range office.Commands() {
		paths[commandPath(c)] = object{"post": b.command(c)}
	}
	for _, q := range queries() {
		paths[q.path] = object{"get": b.query(q)}
	}
	if b.clash != nil {
		return nil, b.clash
	}
	return json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{"title": "Anteroom", "version": version,
			"description": "Every command and query of Anteroom. A command with ?preview=true tells what it would do and does nothing."},
		"servers":  []object{{"url": "/api/v1"}},
		"security": []object{{"bearer": []string{}}},
		"tags":     []object{{"name": "commands", "description": "What changes something."}, {"name": "queries", "description": "What tells something."}},
		"paths":    paths,
		"components": object{
			"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer", "description": "A token that the command create-token made."}},
			"schemas":         b.schemas,
		},
	}, "", "  ")
}

func (b *book) command(c office.Command) object {
	t := reflect.TypeOf(c)
	parameters := pathParameters(commandPath(c))
	parameters = append(parameters, parameter("query", "preview", object{"type": "boolean"}, "Tell what it would do, and do nothing."),
		parameter("query", "digest", object{"type": "string"}, "Of the preview that was shown: refused where it would do something else by now."),
		parameter("query", "version", object{"type": "integer", "minimum": 1}, "As If-Match."),
		parameter("header", "If-Match", object{"type": "string"}, "The version that was shown, in quotes: refused where others changed what it touches since."))
	operation := b.operation(office.Name(c), "commands", parameters, object{"application/json": object{"schema": b.schema(reflect.TypeFor[outcome]())}},
		http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusTooManyRequests)
	operation["summary"] = sentence(strings.ReplaceAll(office.Name(c), "-", " "))
	operation["description"] = b.about[key(t)]
	operation["requestBody"] = object{"required": needsBody(t), "content": object{"application/json": object{"schema": b.schema(t)}}}
	return operation
}

// needsBody tells whether the command has a field that may not be missing.
func needsBody(t reflect.Type) bool {
	return slices.ContainsFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool {
		name, optional := fieldName(f)
		return name != "" && !optional
	})
}

func (b *book) query(q query) object {
	parameters := pathParameters(q.path)
	for _, p := range q.params {
		parameters = append(parameters, queryParameters()[p])
	}
	content := object{}
	for _, kind := range q.files {
		content[kind] = object{"schema": object{"type": "string", "contentMediaType": kind}}
	}
	if q.returns != nil {
		content["application/json"] = object{"schema": b.schema(q.returns)}
	}
	codes := []int{http.StatusNotFound} // of what is another's too
	if len(q.params) > 0 {
		codes = append(codes, http.StatusBadRequest)
	}
	operation := b.operation(q.id, "queries", parameters, content, codes...)
	operation["summary"], operation["description"] = sentence(strings.ReplaceAll(q.id, "-", " ")), q.about
	return operation
}

// queryParameters are the parameters of queries, by name: each means the same in all of them.
func queryParameters() map[string]object {
	return map[string]object{
		"q":          parameter("query", "q", object{"type": "string"}, "Only what contains this text, without case and accents."),
		"sort":       parameter("query", "sort", object{"type": "string"}, "The column to sort by; with - before it the other way round."),
		"after":      parameter("query", "after", object{"type": "string"}, "Where the page before ended. Best taken from the Link header."),
		"state":      parameter("query", "state", object{"type": "string"}, "Only what stands like this."),
		"kind":       parameter("query", "kind", object{"type": "string"}, "Only what is of this kind."),
		"package":    parameter("query", "package", object{"type": "string"}, "Only what has this package."),
		"operator":   parameter("query", "operator", object{"type": "string", "enum": []string{"yes"}}, "Only who receives the callers who press 0."),
		"before":     parameter("query", "before", object{"type": "string"}, "Only what is older than this: the number of an entry, or the time a call began. Best taken from the Link header."),
		"person":     parameter("query", "person", object{"type": "string"}, "Only by whom has this account's id, e-mail address, User ID, or name in full."),
		"command":    parameter("query", "command", object{"type": "string"}, "Only entries of the command of this name."),
		"from":       parameter("query", "from", object{"type": "string"}, "Only from this day of UTC, or this moment (RFC 3339), on."),
		"to":         parameter("query", "to", object{"type": "string"}, "Only to this day of UTC, which is within, or before this moment (RFC 3339)."),
		"noted":      parameter("query", "noted", object{"type": "string", "enum": []string{"yes"}}, "Only what has something to look at."),
		"month":      parameter("query", "month", object{"type": "string"}, "Such as 2026-11; the present one where none is given."),
		"keys":       parameter("query", "keys", object{"type": "string"}, "Pressed one after the other: 0 to 9, * and #; a comma is to wait."),
		"answered":   parameter("query", "answered", object{"type": "string", "enum": []string{"yes"}}, "The phones that ring are answered."),
		"said":       parameter("query", "said", object{"type": "string", "maxLength": 200}, "What the caller says where a name is first asked for, as a recogniser writes it down."),
		"as":         parameter("query", "as", object{"type": "string", "enum": []string{"csv", "xlsx"}, "default": "csv"}, "The form of the table."),
		"format":     parameter("query", "format", object{"type": "string", "enum": []string{"wav", "mp3"}, "default": "wav"}, "The form of the sound."),
		"limit":      parameter("query", "limit", object{"type": "integer", "minimum": 1, "maximum": mostPage, "default": pageSize}, "How many at most."),
		"number":     parameter("query", "number", object{"type": "string"}, "The number that is called."),
		"user":       parameter("query", "user", object{"type": "string"}, "Id of the user; none: the company itself."),
		"way":        parameter("query", "way", object{"type": "string", "enum": anteroom.Ways()}, "How the call would be started."),
		"pin":        parameter("query", "pin", object{"type": "boolean", "default": false}, "The user gave the PIN."),
		"at":         parameter("query", "at", object{"type": "string"}, "Such as 2026-12-24T17:00, by the company's clock; now where none is given."),
		"caller":     parameter("query", "caller", object{"type": "string"}, "The number from which the call comes."),
		"language":   parameter("query", "language", object{"type": "string"}, "The one that the caller chose last time."),
		"currency":   parameter("query", "currency", object{"type": "string"}, "ISO 4217; the first where none is given."),
		"result":     parameter("query", "result", object{"type": "string", "enum": anteroom.Results()}, "Only what ended like this."),
		"configured": parameter("query", "configured", object{"type": "string", "enum": []string{"here", "hand"}}, "Only what is configured from here, or by hand."),
	}
}

// operation is what every operation has. Each may be refused by the status codes named, and by those of any request.
func (b *book) operation(id, tag string, parameters []object, content object, refused ...int) object {
	problem := object{"application/problem+json": object{"schema": b.schema(reflect.TypeFor[problem]())}}
	responses := object{"200": object{"description": "Done.", "content": content}}
	for _, code := range append(refused, http.StatusUnauthorized, http.StatusForbidden, http.StatusInternalServerError, http.StatusServiceUnavailable) {
		responses[strconv.Itoa(code)] = object{"description": http.StatusText(code), "content": problem}
	}
	return object{"operationId": id, "tags": []string{tag}, "parameters": parameters, "responses": responses,
		"security": []object{{"bearer": []string{}}}}
}

func pathParameters(address string) []object {
	list := []object{}
	for _, part := range strings.Split(address, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			p := parameter("path", name, object{"type": "string"}, AboutPlace(name))
			p["required"] = true
			list = append(list, p)
		}
	}
	return list
}

func parameter(in, name string, schema object, about string) object {
	return object{"in": in, "name": name, "description": about, "schema": schema}
}

// schema is the JSON schema (2020-12) of a type, by its json tags; of a struct a reference to the one in the book.
func (b *book) schema(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[json.RawMessage](), t.Kind() == reflect.Interface:
		return object{}
	case t == reflect.TypeFor[[]byte]():
		return object{"type": "string", "contentEncoding": "base64"}
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Slice:
		return object{"type": "array", "items": b.schema(t.Elem())}
	case t.Kind() == reflect.Map:
		return object{"type": []string{"object", "null"}, "additionalProperties": b.schema(t.Elem())}
	case t.Kind() == reflect.Struct:
		return b.reference(t)
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && t.Elem() != reflect.TypeFor[time.Time]():
		return b.schema(t.Elem()) // left out where there is none
	case t.Kind() == reflect.Pointer:
		s := maps.Clone(b.schema(t.Elem()))
		s["type"] = []any{s["type"], "null"}
		return s
	}
	return object{"type": kindOf(t)}
}

func (b *book) reference(t reflect.Type) object {
	name := sentence(t.Name())
	if other := b.types[name]; other != nil && other != t {
		b.clash = fmt.Errorf("api: %s and %s have one name", other, t)
	} else if other == nil {
		b.types[name] = t
		s := object{"type": "object", "properties": object{}, "required": []string{}}
		if about := b.about[key(t)]; about != "" {
			s["description"] = about
		}
		if reflect.PointerTo(t).Implements(reflect.TypeFor[office.Command]()) {
			s["additionalProperties"] = false
		}
		b.fields(t, s)
		b.schemas[name] = s
	}
	return object{"$ref": "#/components/schemas/" + name}
}

// fields adds a struct's fields to its schema; those of a struct within it that has no name of its own are its own.
func (b *book) fields(t reflect.Type, s object) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, optional := fieldName(f)
		switch {
		case name == "" && f.Anonymous && f.Tag.Get("json") == "":
			b.fields(f.Type, s)
		case name != "":
			property := b.schema(f.Type)
			if about := b.about[key(t)+"."+name]; about != "" {
				property["description"] = about
			}
			s["properties"].(object)[name] = property
			if !optional {
				s["required"] = append(s["required"].([]string), name)
			}
		}
	}
}

// key is what a type is called in the table of descriptions: "office.SetLanguages".
func key(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// sentence begins with a capital.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
