package api

import (
	"strconv"

	"anteroom.dev/anteroom"
)

// importRow is a row of a file of users, as it was checked.
type importRow struct {
	Line     int         `json:"line"` // as a spreadsheet shows it
	Ready    bool        `json:"ready"`
	Problems []cellFault `json:"problems"`
}

// cellFault is what is wrong with a cell, or with a warning what is to be looked at.
type cellFault struct {
	Field   string `json:"field"`
	Value   string `json:"value"`
	Key     string `json:"key"`    // of the reason, in every language
	Reason  string `json:"reason"` // and what to do, in the language of the answer
	Warning bool   `json:"warning"`
}

func (v *visit) importID() anteroom.ImportID { return anteroom.ImportID(v.r.PathValue("import")) }

func (v *visit) imports() error {
	list, err := v.Office.Imports(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) oneImport() error {
	s, err := v.Office.Import(v.r.Context(), v.who, v.company(), v.importID())
	if err != nil {
		return err
	}
	return v.write(s)
}

func (v *visit) importRows() error {
	q, err := v.parameters("after", "limit", "noted")
	if err != nil {
		return err
	}
	after, limit := 0, pageSize
	for name, into := range map[string]*int{"after": &after, "limit": &limit} {
		if text := q.Get(name); text != "" {
			if *into, err = strconv.Atoi(text); err != nil || *into < 0 || name == "limit" && (limit < 1 || limit > mostPage) {
				return wrongParameter(name, text)
			}
		}
	}
	if noted := q.Get("noted"); noted != "" && noted != "yes" {
		return wrongParameter("noted", noted)
	}
	list, err := v.Office.ImportRows(v.r.Context(), v.who, v.company(), v.importID(), after, q.Get("noted") != "", limit)
	if err != nil {
		return err
	}
	rows := make([]importRow, len(list))
	for i, r := range list {
		rows[i] = importRow{r.Line, r.Ready, []cellFault{}}
		for _, p := range r.Problems {
			rows[i].Problems = append(rows[i].Problems, cellFault{p.Field, p.Value, p.Text.Key, v.p.Text(p.Text), p.Warning})
		}
	}
	if n := len(rows); n == limit {
		q.Set("after", strconv.Itoa(rows[n-1].Line))
		v.w.Header().Set("Link", "<?"+q.Encode()+`>; rel="next"`)
	}
	return v.write(rows)
}
