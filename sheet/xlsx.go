package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/xuri/excelize/v2"
)

// The limits of what an XLSX file unpacks to: rows lie in files on the disk while they are read, all else in memory.
const (
	mostParts    = 500
	mostUnpacked = 256 << 20
	mostInMemory = 8 << 20
)

// checkZip refuses, before anything is unpacked, an archive that is no workbook, or one that would fill memory or disk.
// A part cannot unpack to more than it says: the reader of the archive fails where it does.
func checkZip(file []byte) error {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.file.broken"), Err: err}
	}
	var all, memory uint64
	workbook := false
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		workbook = workbook || name == "xl/workbook.xml"
		if f.UncompressedSize64 > mostUnpacked {
			return anteroom.Fail(anteroom.Limit, "error.file.bomb")
		}
		all += f.UncompressedSize64
		if !strings.HasPrefix(name, "xl/worksheets/") && name != "xl/sharedstrings.xml" {
			memory += f.UncompressedSize64
		}
	}
	switch {
	case len(z.File) > mostParts || all > mostUnpacked || memory > mostInMemory:
		return anteroom.Fail(anteroom.Limit, "error.file.bomb")
	case !workbook:
		return anteroom.Fail(anteroom.Invalid, "error.file.kind")
	}
	return nil
}

type xlsxReader struct {
	file *excelize.File
	rows *excelize.Rows
	line int
}

func openXLSX(file []byte) (r Reader, err error) {
	if err := checkZip(file); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			err = anteroom.Fail(anteroom.Invalid, "error.file.broken")
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: 1 << 20, RawCellValue: true})
	if err != nil {
		return nil, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.file.broken"), Err: err}
	}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		_ = f.Close() // nothing was written
		return nil, anteroom.Fail(anteroom.Invalid, "error.file.kind")
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.file.broken"), Err: err}
	}
	return &xlsxReader{file: f, rows: rows}, nil
}

// Next answers a panic of the library, on a file made to provoke one, as a broken file.
func (r *xlsxReader) Next() (line int, cells []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			line, cells, err = r.line, nil, anteroom.Fail(anteroom.Invalid, "error.file.broken")
		}
	}()
	for r.rows.Next() {
		r.line++
		cells, err := r.rows.Columns()
		if err != nil {
			return r.line, nil, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.file.broken"), Err: err}
		}
		if empty(cells) {
			continue
		}
		if err := checkRow(r.line, cells); err != nil {
			return r.line, nil, err
		}
		for i, c := range cells {
			cells[i] = tidy(strings.ToValidUTF8(c, "\ufffd"))
		}
		return r.line, cells, nil
	}
	if err := r.rows.Error(); err != nil {
		return r.line, nil, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.file.broken"), Err: err}
	}
	return r.line, nil, io.EOF
}

// Close takes the files on the disk away.
func (r *xlsxReader) Close() error {
	_ = r.rows.Close() // it was read only
	return r.file.Close()
}
