package speech

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"

	"anteroom.dev/anteroom"
	"golang.org/x/text/language"
)

// Recogniser asks servers that take POST /v1/audio/transcriptions, as those of Whisper do. It is safe from many goroutines.
type Recogniser struct{ client *http.Client }

// NewRecogniser asks by the client: how a server is reached (certificates, addresses) is the client's. Redirects are not followed:
// what is said goes to who was named.
func NewRecogniser(client *http.Client) Recogniser {
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return Recogniser{&c}
}

// mostWritten is how many bytes a recogniser may answer with.
const mostWritten = 1 << 20

// Write is what is said in a WAV, until the context ends. The error is Invalid where somebody must mend something, Unavailable
// where it may pass; it says what to do.
func (r Recogniser) Write(ctx context.Context, at anteroom.Recogniser, key string, l anteroom.Language, wav []byte) (string, error) {
	body, kind, err := spokenForm(at.Model, l, wav)
	if err != nil {
		return "", unheard("error.unavailable", anteroom.Unavailable, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, root(at.Address)+"/v1/audio/transcriptions", bytes.NewReader(body))
	if err != nil {
		return "", unheard("error.recogniser.address", anteroom.Invalid, err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return "", unreached(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", answered(resp.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostWritten+1))
	if err != nil {
		return "", unreached(ctx, err)
	}
	var written struct {
		Text *string `json:"text"`
	}
	if err := json.Unmarshal(raw, &written); err != nil || written.Text == nil || len(raw) > mostWritten {
		return "", unheard("recogniser.problem.answer", anteroom.Invalid, fmt.Errorf("recogniser: %d bytes that are no transcription: %w", len(raw), errors.Join(err)))
	}
	return *written.Text, nil
}

// spokenForm is the question as multipart/form-data (RFC 7578).
func spokenForm(model string, l anteroom.Language, wav []byte) (body []byte, kind string, err error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	file, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="speech.wav"`}, "Content-Type": {"audio/wav"}})
	if err == nil {
		_, err = file.Write(wav)
	}
	fields := [][2]string{{"model", model}, {"response_format", "json"}}
	if tag, wrong := language.Parse(string(l)); wrong == nil { // ISO 639-1 is asked for: no region
		base, _ := tag.Base()
		fields = append(fields, [2]string{"language", base.String()})
	}
	for _, f := range fields {
		err = errors.Join(err, form.WriteField(f[0], f[1]))
	}
	err = errors.Join(err, form.Close())
	return b.Bytes(), form.FormDataContentType(), err
}

// root is the address of a server without the final /v1.
func root(url string) string {
	return strings.TrimSuffix(strings.TrimRight(url, "/"), "/v1")
}

// unreached is why there is no answer: what the client's own dialling says, or that it took too long, or that nobody is there.
func unreached(ctx context.Context, err error) error {
	if e, ok := errors.AsType[*anteroom.Error](err); ok {
		return e
	}
	if ctx.Err() != nil {
		return unheard("recogniser.problem.slow", anteroom.Unavailable, err)
	}
	return unheard("recogniser.problem.unreached", anteroom.Unavailable, err)
}

// answered is an answer that is no transcription, by its status.
func answered(status int) error {
	key, kind := "recogniser.problem.refused", anteroom.Invalid
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		key = "recogniser.problem.key"
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status >= 300 && status < 400:
		key = "recogniser.problem.path"
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		key, kind = "recogniser.problem.failed", anteroom.Unavailable
	}
	e := anteroom.Fail(kind, key, "status", status)
	e.Err = fmt.Errorf("recogniser: answered %d", status)
	return e
}

func unheard(key string, kind anteroom.Kind, err error) error {
	e := anteroom.Fail(kind, key)
	e.Err = err
	return e
}
