package api

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"

	"anteroom.dev/anteroom/office"
)

// The media types of answers that are files.
const (
	pdfType  = "application/pdf"
	wavType  = "audio/wav"
	mp3Type  = "audio/mpeg"
	csvType  = "text/csv"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// tables are the forms in which a table may be asked for by "as": that of a program, and that of a person's spreadsheet.
func tables() []string { return []string{csvType, xlsxType} }

// file answers with a file.
func (v *visit) file(kind, name string, content []byte) error {
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	v.w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(content) // who asked has gone
	return nil
}

// table answers with what is written as a table, in the reader's language; commas stand between the cells of CSV in every
// language, for a program reads it.
func (v *visit) table(name, as string, write func(out io.Writer, f office.TableForm) error) error {
	form, kind := office.TableForm{Kind: "csv", Say: v.p.T, Money: v.p.PlainMoney}, csvType
	switch as {
	case "", "csv":
	case "xlsx":
		form.Kind, kind = "xlsx", xlsxType
	default:
		return wrongParameter("as", as)
	}
	var out bytes.Buffer
	if err := write(&out, form); err != nil {
		return err
	}
	return v.file(kind, name+"."+form.Kind, out.Bytes())
}

func (v *visit) importTemplate() error {
	q, err := v.parameters("as")
	if err != nil {
		return err
	}
	if _, err := v.Office.Imports(v.r.Context(), v.who, v.company()); err != nil {
		return err
	}
	return v.table(v.p.T("import.template.name"), q.Get("as"), v.Office.ImportTemplate)
}

func (v *visit) importResult() error {
	q, err := v.parameters("as")
	if err != nil {
		return err
	}
	return v.table(v.p.T("import.result.name"), q.Get("as"), func(out io.Writer, f office.TableForm) error {
		return v.Office.ImportResult(v.r.Context(), v.who, v.company(), v.importID(), f, func() io.Writer { return out })
	})
}

func (v *visit) exportUsers() error {
	filters := []string{"state", "operator", "package"}
	q, err := v.parameters(append([]string{"q", "sort", "as"}, filters...)...)
	if err != nil {
		return err
	}
	find, err := found(q, filters)
	if err != nil {
		return err
	}
	return v.table(v.p.T("export.name"), q.Get("as"), func(out io.Writer, f office.TableForm) error {
		return v.Office.ExportUsers(v.r.Context(), v.who, v.company(), find, f, func() io.Writer { return out })
	})
}
