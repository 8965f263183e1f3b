package voice

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"anteroom.dev/anteroom"
)

type kept struct{ Desk }

func (kept) Sound(_ context.Context, company anteroom.CompanyID, id anteroom.RecordingID) ([]byte, error) {
	if company == "c1" && id == "r1" {
		return wave([]int16{1, -2, 300}), nil
	}
	return nil, anteroom.Missing()
}

type words struct{}

func (words) Say(context.Context, anteroom.Prompt) ([]int16, error) { return []int16{7}, nil }

// A recording is heard in the place of the prompt's words; where it is lost, or another company's, the words are.
func TestRecordingPlayed(t *testing.T) {
	s := &Service{desk: kept{}, speaker: words{}, log: slog.New(slog.DiscardHandler)}
	for _, row := range []struct {
		company anteroom.CompanyID
		id      anteroom.RecordingID
		want    []int16
	}{{"c1", "r1", []int16{1, -2, 300}}, {"c1", "lost", []int16{7}}, {"c2", "r1", []int16{7}}, {"c1", "", []int16{7}}} {
		got, err := s.soundOf(t.Context(), row.company, anteroom.Prompt{ID: "voicemail", Language: "fr", Recording: row.id})
		if err != nil || !slices.Equal(got, row.want) {
			t.Errorf("%s of %s: got %v, %v", row.id, row.company, got, err)
		}
	}
	if p := heard(anteroom.Prompt{ID: "letter_unread", Text: "a letter", Private: true}); p.Text != "" {
		t.Error("a letter stands in the call's line")
	}
	if p := heard(anteroom.Prompt{ID: "greeting", Text: "the company's own words"}); p.Text == "" {
		t.Error("what a company has said is not in the call's line")
	}
}
