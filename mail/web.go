package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	pageTime  = 8 * time.Second // of one answer over HTTP
	mostPage  = 256 << 10       // bytes of it
	mostMoved = 3               // redirects
)

var errMoved = errors.New("mail: redirected to where we don't go")

// web is a client for pages that a person's address leads to: by the dialler alone, without proxy, cookies or names of
// ours, and never from an encrypted page to one that is not. It is of use until the context ends.
func (d *Dialler) web(ctx context.Context) *http.Client {
	t := &http.Transport{
		DialContext: func(_ context.Context, _, to string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(to)
			if err != nil {
				return nil, err
			}
			n, err := strconv.Atoi(port)
			if err != nil {
				return nil, err
			}
			return d.dial(ctx, host, n, true)
		},
		TLSClientConfig: &tls.Config{RootCAs: d.reach.Roots, MinVersion: tls.VersionTLS12}, TLSHandshakeTimeout: secureTime,
		DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: 32 << 10, ResponseHeaderTimeout: pageTime,
	}
	return &http.Client{Transport: t, Timeout: pageTime, CheckRedirect: moved}
}

// moved follows redirects of a question that holds no secret.
func moved(to *http.Request, before []*http.Request) error {
	if len(before) > mostMoved || to.URL.Scheme != "https" && before[0].URL.Scheme == "https" || to.URL.User != nil {
		return errMoved
	}
	to.Header.Del("Referer")
	return nil
}

// page is what an address answers with 200, and the address in the end.
func page(client *http.Client, request *http.Request) (body []byte, from *url.URL, err error) {
	request.Header.Set("User-Agent", "Anteroom")
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("mail: %s", line(response.Status, 60))
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, mostPage+1))
	if err == nil && len(body) > mostPage {
		err = errTooMuch
	}
	return body, response.Request.URL, err
}
