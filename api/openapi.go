package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"anteroom.dev/anteroom/office"
)

// object is a JSON object of the description.
type object map[string]any

// describe is the OpenAPI 3.1 description of all commands and queries.
func describe(version string) ([]byte, error) {
	paths := object{}
	for _, c := range office.Commands() {
		paths[commandPath(c)] = object{"post": describeCommand(c)}
	}
	for _, q := range queries() {
		paths[q.path] = object{"get": describeQuery(q)}
	}
	return json.MarshalIndent(object{
		"openapi":  "3.1.0",
		"info":     object{"title": "Anteroom", "version": version, "description": "Every command and query of Anteroom. A command with ?preview=true tells what it would do and does nothing."},
		"servers":  []object{{"url": "/api/v1"}},
		"security": []object{{"bearer": []string{}}},
		"paths":    paths,
		"components": object{
			"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer"}},
			"schemas":         object{"Outcome": schemaOf(reflect.TypeFor[done]()), "Problem": schemaOf(reflect.TypeFor[problem]())},
		},
	}, "", "  ")
}

func describeCommand(c office.Command) object {
	t := reflect.TypeOf(c)
	parameters := []object{parameter("query", "preview", "boolean", "tell what it would do, and do nothing", false),
		parameter("query", "digest", "string", "of the preview that was shown: refused where it would do something else", false),
		parameter("header", "If-Match", "string", "version that was shown: refused where others changed what it touches", false)}
	if _, ok := t.FieldByName("Company"); ok {
		parameters = append(parameters, parameter("path", "company", "string", "id of the company", true))
	}
	return object{"operationId": office.Name(c), "summary": strings.ReplaceAll(office.Name(c), "-", " "), "parameters": parameters,
		"requestBody": object{"content": object{"application/json": object{"schema": schemaOf(t)}}},
		"responses":   responses(object{"$ref": "#/components/schemas/Outcome"}, "application/json")}
}

func describeQuery(q query) object {
	parameters := []object{}
	for _, part := range strings.Split(q.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			parameters = append(parameters, parameter("path", strings.TrimSuffix(name, "}"), "string", "id", true))
		}
	}
	for _, p := range q.params {
		parameters = append(parameters, parameter("query", p, "string", map[string]string{"before": "what came before this only", "limit": "how many at most"}[p], false))
	}
	kind, schema := "application/json", object{}
	if q.id == "recording" {
		kind, schema = "audio/wav", object{"type": "string", "contentMediaType": "audio/wav"}
	}
	return object{"operationId": q.id, "summary": q.about, "parameters": parameters, "responses": responses(schema, kind)}
}

func parameter(in, name, kind, about string, required bool) object {
	return object{"in": in, "name": name, "required": required, "description": about, "schema": object{"type": kind}}
}

func responses(schema object, kind string) object {
	problem := object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/Problem"}}}
	out := object{"200": object{"description": "done", "content": object{kind: object{"schema": schema}}}}
	for code, what := range map[string]string{"401": "no valid token", "403": "not allowed", "404": "nothing there, or another's", "409": "changed meanwhile",
		"422": "wrong fields", "429": "too often", "500": "our fault", "503": "not just now"} {
		out[code] = object{"description": what, "content": problem}
	}
	return out
}

// schemaOf is the JSON schema of a type, by its json tags.
func schemaOf(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Slice:
		if t == reflect.TypeFor[json.RawMessage]() {
			return object{}
		}
		return object{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return object{"type": "string", "format": "date-time"}
		}
		return structSchema(t)
	}
	return object{}
}

func structSchema(t reflect.Type) object {
	properties, required := object{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" || !f.IsExported() {
			continue
		}
		properties[name] = schemaOf(f.Type)
		if options == "" {
			required = append(required, name)
		}
	}
	s := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}
