package asterisk

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"anteroom.dev/anteroom/pbx"
)

// field is an option of an object in Asterisk's configuration.
type field struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// rest asks the Asterisk REST Interface, and reads its answer into out where there is one. What is not found is no error:
// found is false.
func (s *System) rest(ctx context.Context, method, path string, body, out any) (found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, pbx.Patience)
	defer cancel()
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return false, err
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(s.access.System.Address, "/")+path, in)
	if err != nil {
		return false, pbx.Failed(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth(s.access.Account, s.access.Password)
	answer, err := s.http.Do(r)
	if err != nil {
		return false, pbx.Failed(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return false, pbx.Failed(err)
	}
	return understood(answer.StatusCode, raw, out)
}

func understood(status int, raw []byte, out any) (bool, error) {
	switch {
	case status == http.StatusNotFound:
		return false, nil
	case status == http.StatusUnauthorized:
		return false, pbx.SignIn()
	case status >= 300:
		var said struct{ Message, Error string }
		_ = json.Unmarshal(raw, &said) // what is no JSON has nothing to say
		words := http.StatusText(status) + " " + said.Message + said.Error
		if status < 500 {
			return false, pbx.Refused(words)
		}
		return false, pbx.Said(words)
	case out == nil:
		return true, nil
	}
	return true, pbx.Failed(json.Unmarshal(raw, out))
}

// objectAt is the address of an object of chan_pjsip's configuration.
func objectAt(kind, id string) string {
	return "/asterisk/config/dynamic/res_pjsip/" + kind + "/" + url.PathEscape(id)
}

// read is an object of the configuration, by option.
func (s *System) read(ctx context.Context, kind, id string) (options map[string]string, found bool, err error) {
	var fields []field
	if found, err = s.rest(ctx, http.MethodGet, objectAt(kind, id), nil, &fields); err != nil || !found {
		return nil, false, err
	}
	options = map[string]string{}
	for _, f := range fields {
		options[f.Attribute] = f.Value
	}
	return options, true, nil
}

// write makes an object, or gives one the options.
func (s *System) write(ctx context.Context, kind, id string, options ...string) error {
	var fields []field
	for i := 0; i+1 < len(options); i += 2 {
		fields = append(fields, field{options[i], options[i+1]})
	}
	found, err := s.rest(ctx, http.MethodPut, objectAt(kind, id), map[string]any{"fields": fields}, nil)
	if err == nil && !found {
		err = pbx.Said("res_ari_asterisk, res_sorcery_astdb")
	}
	return err
}

// drop takes an object away; one that is not there is gone already.
func (s *System) drop(ctx context.Context, kind, id string) error {
	_, err := s.rest(ctx, http.MethodDelete, objectAt(kind, id), nil, nil)
	return err
}
