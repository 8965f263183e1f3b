package api

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// command answers by carrying out the command of a type.
func (a *API) command(t reflect.Type) func(*visit) error {
	return func(v *visit) error {
		ask, err := v.ask()
		if err != nil {
			return err
		}
		c := reflect.New(t).Elem()
		if err := v.read(c); err != nil {
			return err
		}
		if ofCompany(t) {
			c.FieldByName("Company").SetString(v.r.PathValue("company"))
		}
		cmd, ok := c.Interface().(office.Command)
		if !ok {
			return fmt.Errorf("api: %s is no command", t)
		}
		out, err := a.Office.Do(v.r.Context(), v.who, cmd, ask)
		if err != nil {
			return err
		}
		return v.write(outcomeOf(out, v.p))
	}
}

// ask is how the command is asked for: ?preview=true, ?digest=…, If-Match: "version" or ?version=….
func (v *visit) ask() (ask office.Ask, err error) {
	q, err := v.parameters("preview", "digest", "version")
	if err != nil {
		return ask, err
	}
	if text := q.Get("preview"); text != "" {
		if ask.Preview, err = strconv.ParseBool(text); err != nil {
			return ask, wrongParameter("preview", text)
		}
	}
	ask.Digest = q.Get("digest")
	name, shown := "version", q.Get("version")
	if match := v.r.Header.Get("If-Match"); match != "" && match != "*" {
		name, shown = "If-Match", match
	}
	if shown == "" {
		return ask, nil
	}
	version := shown
	if n := len(shown); n > 1 && shown[0] == '"' && shown[n-1] == '"' { // a strong entity tag (RFC 9110 section 8.8.3)
		version = shown[1 : n-1]
	}
	if ask.Version, err = strconv.ParseInt(version, 10, 64); err != nil || ask.Version < 1 {
		return ask, wrongParameter(name, shown)
	}
	return ask, nil
}

// parameters are those of the address, each known and there once at most. What is misspelt is refused: a preview that is
// asked for wrongly must not become a change.
func (v *visit) parameters(known ...string) (url.Values, error) {
	q, err := url.ParseQuery(v.r.URL.RawQuery)
	if err != nil {
		return nil, coded{http.StatusBadRequest, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.query"), Err: err}}
	}
	names := make([]string, 0, len(q))
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) || len(q[name]) != 1 || q.Get(name) == "" {
			return nil, wrongParameter(name, strings.Join(q[name], ", "))
		}
	}
	return q, nil
}

func wrongParameter(name, value string) error {
	var wrong anteroom.Fields
	wrong.Wrong(name, "error.parameter", "value", value)
	return coded{http.StatusBadRequest, wrong.Err()}
}
