package io.molt.benchmarks.trials;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that does the same thing again and again, each time over a connection of its own. */
final class SoakClient extends Thread {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int PAUSE_MILLIS = 20;
  private static final int REQUESTS = 50;
  private static final byte[] SOME = new byte[20_000];
  private static final byte[] MUCH = new byte[1_000_000];

  /** What it does with one connection. */
  private interface Habit {
    void use(Socket socket) throws IOException, InterruptedException;
  }

  private final int port;
  private final boolean behaves;
  private final Habit habit;
  private volatile boolean done;
  private int served;
  private int failed;

  private SoakClient(String name, int port, boolean behaves, Habit habit) {
    super(name);
    this.port = port;
    this.behaves = behaves;
    this.habit = habit;
    setDaemon(true);
  }

  /** Returns a client of each kind, and several of the usual one. */
  static List<SoakClient> all(int port) {
    List<SoakClient> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(new SoakClient("asks again and again", port, true, SoakClient::ask));
    }
    all.add(new SoakClient("sends some and reads it back", port, true, SoakClient::echo));
    all.add(new SoakClient("sends much", port, true, SoakClient::upload));
    all.add(new SoakClient("asks for what is not there", port, true, SoakClient::askForNothing));
    all.add(new SoakClient("leaves a download", port, false, SoakClient::leaveDownload));
    all.add(new SoakClient("leaves an endless stream", port, false, SoakClient::leaveTicks));
    all.add(new SoakClient("leaves an upload", port, false, SoakClient::leaveUpload));
    all.add(new SoakClient("resets", port, false, SoakClient::reset));
    all.add(new SoakClient("talks nonsense", port, false, SoakClient::talkNonsense));
    all.add(new SoakClient("pipelines and leaves", port, false, SoakClient::pipeline));
    all.add(new SoakClient("says nothing for a while", port, false, SoakClient::sayNothing));
    return all;
  }

  @Override
  public void run() {
    while (!done) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        habit.use(socket);
        served++;
      } catch (IOException broken) {
        failed++;
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  void end() throws InterruptedException {
    done = true;
    join(TIMEOUT_MILLIS);
  }

  /** Returns whether it was served, or did not want to be. */
  boolean isContent() {
    return !behaves || served > 0 && failed == 0;
  }

  @Override
  public String toString() {
    return String.format("%s: %d times, %d broke", getName(), served, failed);
  }

  private static void ask(Socket socket) throws IOException, InterruptedException {
    for (int i = 0; i < REQUESTS; i++) {
      expect(200, request(socket, i % 2 == 0 ? "GET /plaintext" : "GET /json"));
      Thread.sleep(1);
    }
  }

  private static void askForNothing(Socket socket) throws IOException, InterruptedException {
    for (int i = 0; i < REQUESTS; i++) {
      expect(404, request(socket, "GET /nothing"));
      Thread.sleep(1);
    }
  }

  private static void echo(Socket socket) throws IOException, InterruptedException {
    for (int i = 0; i < REQUESTS; i++) {
      send(socket, "POST /echo", "Content-Length: " + SOME.length);
      socket.getOutputStream().write(SOME);
      expect(200, Answers.read(socket.getInputStream()));
      Thread.sleep(1);
    }
  }

  private static void upload(Socket socket) throws IOException, InterruptedException {
    send(socket, "POST /upload", "Content-Length: " + MUCH.length);
    socket.getOutputStream().write(MUCH);
    expect(200, Answers.read(socket.getInputStream()));
    Thread.sleep(PAUSE_MILLIS);
  }

  private static void leaveDownload(Socket socket) throws IOException, InterruptedException {
    send(socket, "GET /download");
    socket.getInputStream().readNBytes(SOME.length);
    Thread.sleep(PAUSE_MILLIS);
  }

  private static void leaveTicks(Socket socket) throws IOException, InterruptedException {
    send(socket, "GET /ticks");
    socket.getInputStream().readNBytes(500);
    Thread.sleep(PAUSE_MILLIS);
  }

  private static void leaveUpload(Socket socket) throws IOException, InterruptedException {
    send(socket, "POST /upload", "Content-Length: " + MUCH.length);
    socket.getOutputStream().write(SOME);
    Thread.sleep(PAUSE_MILLIS);
  }

  private static void reset(Socket socket) throws IOException, InterruptedException {
    send(socket, "GET /ticks");
    Thread.sleep(PAUSE_MILLIS);
    socket.setSoLinger(true, 0);
  }

  private static void talkNonsense(Socket socket) throws IOException, InterruptedException {
    send(socket, "GET  / ");
    expect(400, Answers.read(socket.getInputStream()));
    Thread.sleep(PAUSE_MILLIS);
  }

  private static void pipeline(Socket socket) throws IOException, InterruptedException {
    for (int i = 0; i < REQUESTS; i++) {
      send(socket, "GET /json");
    }
    Thread.sleep(PAUSE_MILLIS);
  }

  private static void sayNothing(Socket socket) throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    out.write('G');
    InputStream in = socket.getInputStream();
    while (in.read() >= 0) {
      Thread.onSpinWait();
    }
  }

  private static int request(Socket socket, String start) throws IOException {
    send(socket, start);
    return Answers.read(socket.getInputStream());
  }

  private static void send(Socket socket, String start, String... fields) throws IOException {
    String head = start + " HTTP/1.1\r\nHost: localhost\r\n"
        + (fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n") + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static void expect(int expected, int status) throws IOException {
    if (status != expected) {
      throw new IOException("status: " + status + " (expected: " + expected + ")");
    }
  }
}
