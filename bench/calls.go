package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// calls places calls with sipp: an INVITE, two seconds of the greeting, then the caller hangs up. It reports what share
// was answered and the processor time of a call, beside a server that answers with the same amount of noise.
func calls(ctx context.Context, d *demo) error {
	if _, err := exec.LookPath("sipp"); err != nil {
		fmt.Println("calls                   not measured: sipp is not installed (test/install)")
		return nil
	}
	p, address, err := childProcess(ctx, "sip")
	if err != nil {
		return err
	}
	defer func() { _ = p.Process.Kill(); _ = p.Wait() }()
	number := strings.TrimPrefix(d.ready.Numbers[0].Number, "+")
	for _, rate := range []int{10, 25, 50, 75} {
		ours, err := place(ctx, d.ready.SIP, number, rate, d.process.Process.Pid)
		if err != nil {
			return err
		}
		bare, err := place(ctx, address, number, rate, p.Process.Pid)
		if err != nil {
			return err
		}
		fmt.Printf("calls, %2d/s             %s\n%-24s%s\n%-24sCPU × %.1f\n\n", rate, ours, "  a bare SIP server", bare, "", float64(ours.cpu)/float64(max(bare.cpu, 1)))
	}
	return nil
}

// placed is what became of a batch of calls.
type placed struct {
	calls, failed int
	cpu           time.Duration // of the server, a call
}

func (p placed) String() string {
	return fmt.Sprintf("%d calls, %d failed, CPU %s a call", p.calls, p.failed, round(p.cpu))
}

const seconds = 6

func place(ctx context.Context, address, number string, rate, server int) (placed, error) {
	dir, err := os.MkdirTemp("", "anteroom-sipp")
	if err != nil {
		return placed{}, err
	}
	defer os.RemoveAll(dir)
	scenario := filepath.Join(dir, "call.xml")
	if err := os.WriteFile(scenario, []byte(callScenario), 0o600); err != nil {
		return placed{}, err
	}
	n := rate * seconds
	before := cpu(server)
	stat := filepath.Join(dir, "stat.csv")
	sipp := exec.CommandContext(ctx, "sipp", address, "-sf", scenario, "-s", number, "-i", "127.0.0.1", "-r", strconv.Itoa(rate), "-m", strconv.Itoa(n),
		"-rtp_echo", "-nostdin", "-trace_stat", "-stf", stat, "-fd", "60", "-timeout", "60s")
	sipp.Dir = dir
	out, runErr := sipp.CombinedOutput()
	used := cpu(server) - before
	failed, err := failedCalls(stat)
	if err != nil {
		return placed{}, fmt.Errorf("sipp: %v: %w\n%s", runErr, err, out)
	}
	return placed{calls: n, failed: failed, cpu: used / time.Duration(n)}, nil
}

// failedCalls reads the last line of sipp's statistics.
func failedCalls(file string) (int, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	names, values := strings.Split(lines[0], ";"), strings.Split(lines[len(lines)-1], ";")
	for i, name := range names {
		if name == "FailedCall(C)" && i < len(values) {
			return strconv.Atoi(values[i])
		}
	}
	return 0, fmt.Errorf("no count of failed calls in %q", lines[0])
}

// bareSIP answers every INVITE with two seconds of noise in packets of 20 ms, and does nothing else.
func bareSIP() error {
	ua, err := sipgo.NewUA()
	if err != nil {
		return err
	}
	server, err := sipgo.NewServer(ua, sipgo.WithServerLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	contact := sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "bare", Host: "127.0.0.1"}}
	server.OnInvite(func(request *sip.Request, tx sip.ServerTransaction) {
		sound, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			return
		}
		_, port, _ := net.SplitHostPort(sound.LocalAddr().String())
		body := "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + port + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
		answer := sip.NewResponseFromRequest(request, 200, "OK", []byte(body))
		answer.AppendHeader(&contact)
		answer.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
		go noise(sound, string(request.Body()))
		_ = tx.Respond(answer)
	})
	server.OnAck(func(*sip.Request, sip.ServerTransaction) {})
	server.OnBye(func(request *sip.Request, tx sip.ServerTransaction) {
		_ = tx.Respond(sip.NewResponseFromRequest(request, 200, "OK", nil))
	})
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(socket.LocalAddr())
	return server.ServeUDP(socket)
}

func noise(sound net.PacketConn, offer string) {
	defer sound.Close()
	_, media, _ := strings.Cut(offer, "m=audio ")
	port, err := strconv.Atoi(strings.Fields(media + " 0")[0])
	if err != nil {
		return
	}
	to := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
	packet := make([]byte, 172)
	packet[0] = 0x80
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for n := range 100 {
		<-tick.C
		packet[3] = byte(n)
		if _, err := sound.WriteTo(packet, to); err != nil {
			return
		}
	}
}

const callScenario = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="a caller who listens for two seconds">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:15145550199@[local_ip]:[local_port]>;tag=b[pid]x[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:bench@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=bench 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true" timeout="8000"/>
  <send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: <sip:15145550199@[local_ip]:[local_port]>;tag=b[pid]x[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0
]]></send>
  <pause milliseconds="2000"/>
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: <sip:15145550199@[local_ip]:[local_port]>;tag=b[pid]x[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0
]]></send>
  <recv response="200" timeout="8000"/>
</scenario>
`
