// Package anteroom holds the nouns of the product and the pure rules on them: who may do what (right.go), what a change
// is (change.go), and how a call is answered (receptionist.go). It imports the standard library and x/text, and nothing
// of the house.
//
// # The map
//
//	anteroom (here)  the nouns and rules
//	cmd/anteroom     the only binary: serve, demo, call, and every command by name; wiring, no rules
//	store            SQL, for SQLite and PostgreSQL; no rules
//	office           the commands: rights, one transaction, history, jobs, preview, undo; and the queries
//	sheet            CSV and XLSX, read and written row by row
//	web              the portal: routes.go has all routes
//	api              the same commands over HTTP and JSON; api/client speaks to it
//	voice            SIP and RTP: answering, playing, keys, recording, phones
//	speech           prompts to sound, and what is said to words
//	paper            bills as PDF
//	mail             composing and sending
//	jobs             the runner of queued work
//	pbx              adapters of phone systems, a folder each
//	locale           every word that reaches a person, a folder a language
//	config           what must be known before anything can be served
//	fake             the outside world made of code, for the demo and the tests
//	bench            what it costs, beside what the machine itself costs
//	doc              design.md, operate.md, glossary.md
//
// deps_test.go says which room may import which, and fails when one strays.
//
// # A form
//
// web/routes.go names the handler; it reads the form into a command, a plain struct, and asks office.Do(ctx, who,
// command, ask). The engine (office/run.go) finds the company, asks the right, lets the command do its change in one
// transaction, records what differs, chains it to the history, queues jobs and messages, and commits. A wrong field
// comes back as an *Error with Fields: the same page again, with what was typed. After the commit, and only then, open
// pages are told and jobs act. The API and the command line make the same call; a preview is the same run, rolled back.
//
// # A call
//
// voice accepts the INVITE and asks its Desk, the office, for a Plan: a value, taken at that moment. What is edited
// later is for the next call; there is nothing to reload. Then a loop: an event (a key, silence, an answer, the end) →
// Plan.Step(state, event) → actions, which voice carries out. However the call ends, it ends with one Verdict, and
// office.Ended stores its line, its recording and the message to the user in one transaction.
package anteroom
