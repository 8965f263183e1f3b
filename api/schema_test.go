package api_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"anteroom.dev/anteroom/office"
)

// schemas hold values against the schemas of the document, as far as it uses JSON Schema.
type schemas map[string]map[string]any

func (s schemas) resolve(schema map[string]any) map[string]any {
	if ref, ok := schema["$ref"].(string); ok {
		return s[strings.TrimPrefix(ref, "#/components/schemas/")]
	}
	return schema
}

// check tells what in a value is not as the schema has it.
func (s schemas) check(at string, schema map[string]any, value any) (wrong []string) {
	if schema = s.resolve(schema); len(schema) == 0 { // anything
		return nil
	}
	if kinds := schema["type"]; kinds != nil && !slices.Contains(all(kinds), kind(value)) && !(kind(value) == "integer" && slices.Contains(all(kinds), "number")) {
		return []string{fmt.Sprintf("%s: %v is no %v", at, value, kinds)}
	}
	switch v := value.(type) {
	case []any:
		for i, x := range v {
			wrong = append(wrong, s.check(fmt.Sprintf("%s[%d]", at, i), schema["items"].(map[string]any), x)...)
		}
	case map[string]any:
		wrong = s.checkObject(at, schema, v)
	}
	return wrong
}

func (s schemas) checkObject(at string, schema, v map[string]any) (wrong []string) {
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for _, r := range required {
		if _, ok := v[r.(string)]; !ok {
			wrong = append(wrong, at+" lacks "+r.(string))
		}
	}
	for name, x := range v {
		p, described := properties[name].(map[string]any)
		switch more := schema["additionalProperties"]; {
		case described:
			wrong = append(wrong, s.check(at+"."+name, p, x)...)
		case more == nil, more == false:
			wrong = append(wrong, at+"."+name+" is not described")
		default:
			if inner, ok := more.(map[string]any); ok {
				wrong = append(wrong, s.check(at+"."+name, inner, x)...)
			}
		}
	}
	return wrong
}

func all(kinds any) []any {
	if list, ok := kinds.([]any); ok {
		return list
	}
	return []any{kinds}
}

func kind(value any) any {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if v == math.Trunc(v) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// sample is a value that the schema takes.
func (s schemas) sample(schema map[string]any) any {
	schema = s.resolve(schema)
	switch all(schema["type"])[0] {
	case "boolean":
		return true
	case "integer":
		return 1.0
	case "array":
		return []any{s.sample(schema["items"].(map[string]any))}
	case "object":
		out := map[string]any{}
		for name, p := range schema["properties"].(map[string]any) {
			out[name] = s.sample(p.(map[string]any))
		}
		return out
	}
	if schema["format"] == "date-time" {
		return "2026-11-23T14:05:00Z"
	}
	if schema["contentEncoding"] == "base64" {
		return "eA=="
	}
	return "x"
}

// The document is true: a body made from a command's own schema has the form that the command takes, one without a
// required field has not, and every answer and every refusal has the form that is told.
func TestSchemasHold(t *testing.T) {
	r := start(t)
	doc := read[map[string]any](t, r.ask(t, http.MethodGet, "/openapi.json", "", ""))
	s := schemas{}
	for name, schema := range doc["components"].(map[string]any)["schemas"].(map[string]any) {
		s[name] = schema.(map[string]any)
	}
	valid := map[string]office.Command{}
	for _, row := range rows(r, r.Mine) {
		valid[office.Name(row.command)] = row.command
	}
	for path, item := range doc["paths"].(map[string]any) {
		operation, ok := item.(map[string]any)["post"].(map[string]any)
		if !ok {
			continue
		}
		name := operation["operationId"].(string)
		schema := content(operation["requestBody"], "application/json")
		path = strings.ReplaceAll(path, "{company}", string(r.Mine.ID))
		for _, body := range []any{s.sample(schema), read[map[string]any](t, answer{body: inJSON(t, valid[name])})} {
			if wrong := s.check(name, schema, body); len(wrong) > 0 {
				t.Errorf("%s: %s", name, wrong)
			}
			got := r.ask(t, http.MethodPost, path+"?preview=true", r.System.Token, inJSON(t, body))
			if strings.Contains(got.body, "error.field.") || strings.Contains(got.body, "error.json") {
				t.Errorf("%s does not take %v: %s", name, body, got.body)
			}
			s.hold(t, name, operation, got)
		}
		for _, field := range s.resolve(schema)["required"].([]any) {
			body := s.sample(schema).(map[string]any)
			delete(body, field.(string))
			got := r.ask(t, http.MethodPost, path, r.System.Token, inJSON(t, body))
			if want := fmt.Sprintf("Unprocessable Entity %s:error.field.missing", field); got.refused(t) != want {
				t.Errorf("%s: got %s, want %s", name, got.body, want)
			}
		}
		s.hold(t, name, operation, r.ask(t, http.MethodPost, path, "", "{}"))
		s.hold(t, name, operation, r.ask(t, http.MethodPost, path, r.System.Token, "["))
		s.hold(t, name, operation, r.ask(t, http.MethodPost, path, r.System.Token, "<x/>", "Content-Type", "text/xml"))
	}
}

// The same of the queries, of a company in which there is something of everything.
func TestAnswersHold(t *testing.T) {
	r := start(t)
	call := r.Call(t, r.Mine, began())
	r.post(t, "set-languages", `{"first": "fr", "second": "en"}`)
	r.ask(t, http.MethodPost, "/companies/"+string(r.Mine.ID)+"/offer-package", r.System.Token, inJSON(t, office.OfferPackage{Package: r.Mine.Package, Offer: true}))
	doc := read[map[string]any](t, r.ask(t, http.MethodGet, "/openapi.json", "", ""))
	s := schemas{}
	for name, schema := range doc["components"].(map[string]any)["schemas"].(map[string]any) {
		s[name] = schema.(map[string]any)
	}
	for path, item := range doc["paths"].(map[string]any) {
		operation, ok := item.(map[string]any)["get"].(map[string]any)
		if !ok {
			continue
		}
		name := operation["operationId"].(string)
		path = strings.NewReplacer("{company}", string(r.Mine.ID), "{recording}", string(call.Recording.ID), "{import}", string(r.Mine.Import), "{month}", "2026-01").Replace(path)
		s.hold(t, name, operation, r.ask(t, http.MethodGet, path, r.Mine.Administrator.Token, ""))
		s.hold(t, name, operation, r.ask(t, http.MethodGet, path, "", ""))
	}
	stale := r.post(t, "set-languages?version=1", `{"first": "en"}`)
	if wrong := s.check("stale", s["Problem"], read[map[string]any](t, stale)); stale.code != http.StatusConflict || len(wrong) > 0 {
		t.Errorf("%d: %s", stale.code, wrong)
	}
}

// hold holds an answer against what the operation tells of it.
func (s schemas) hold(t *testing.T, name string, operation map[string]any, got answer) {
	t.Helper()
	told := operation["responses"].(map[string]any)[fmt.Sprint(got.code)]
	if told == nil {
		t.Errorf("%s answers %d, which is not described", name, got.code)
		return
	}
	kind := got.header.Get("Content-Type")
	schema := content(told, kind)
	if schema == nil {
		t.Errorf("%s, %d: %s is not described", name, got.code, kind)
		return
	}
	if kind != "application/json" && kind != "application/problem+json" {
		return
	}
	if wrong := s.check(name, schema, read[any](t, got)); len(wrong) > 0 {
		t.Errorf("%s, %d: %s", name, got.code, wrong)
	}
}

func content(of any, kind string) map[string]any {
	media, _ := of.(map[string]any)["content"].(map[string]any)[kind].(map[string]any)
	schema, _ := media["schema"].(map[string]any)
	return schema
}
