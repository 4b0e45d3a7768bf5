package io.molt.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.samples.chat.Line.Numbered;
import io.molt.samples.chat.Line.Shared;
import io.molt.web.App;
import io.molt.web.test.InMemoryOnly;
import io.molt.web.test.MoltTest;
import io.molt.web.test.TestApp;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestRequest;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestStream;
import io.molt.web.test.TestWebSocket;
import io.molt.web.websocket.CloseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

/** The service as its page sees it, in memory and over HTTP. */
@MoltTest
class ChatTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir
  private static Path directory;

  @TestApp
  static App app() {
    return Chat.app(new Rooms(), new Uploads(directory));
  }

  @Test
  void the_page_loads_nothing_from_elsewhere(TestClient client) {
    client
        .get("/")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/html; charset=utf-8")
        .expectHeader(
            "content-security-policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
        .expectHeader("x-content-type-options", "nosniff")
        .check(page -> assertThat(page.text()).doesNotContain("//"));
    client.get("/chat.js").send().expectStatus(200);
    client.get("/chat.css").send().expectStatus(200);
  }

  @Test
  void a_name_is_kept_in_a_cookie(TestClient client) {
    client.get("/login").send().expectStatus(204);
    client.post("/login").form("name", "Åsa B.").send().expectJson("/name", "Åsa B.");
    client.get("/login").send().expectJson("/name", "Åsa B.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "<b>", "a;b", "-", "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"})
  void a_name_is_short_and_plain(String name) {
    try (TestClient client = TestClient.of(app())) {
      client.post("/login").form("name", name).send().expectProblem(422);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%zz", "%3Cb%3E"})
  void a_cookie_that_holds_no_name_is_none(String value) {
    try (TestClient client = TestClient.of(app())) {
      client.get("/login").cookie("chat-name", value).send().expectStatus(204);
    }
  }

  @Test
  void who_has_no_name_stays_outside(TestClient client) {
    client.get("/chat/lobby").send().expectProblem(403);
    client.get("/chat/lobby/presence").send().expectProblem(403);
    client.post("/chat/lobby/files").multipart("file", "a", "a/b", "a").send().expectProblem(403);
    client.get("/files/1").send().expectProblem(403);
  }

  @Test
  void what_one_says_all_hear(TestClient client) {
    TestWebSocket ada = join(client, "ada");
    TestWebSocket grace = join(client, "grace");

    say(ada, "Hello");

    assertThat(hear(ada).line()).extracting(Line::from, Line::text).containsExactly("ada", "Hello");
    assertThat(hear(grace).line())
        .extracting(Line::from, Line::text)
        .containsExactly("ada", "Hello");
    leave(ada, grace);
  }

  @Test
  void rooms_do_not_hear_each_other(TestClient client) {
    TestWebSocket ada = join(client, "ada");
    TestWebSocket grace = as("grace", client.get("/chat/kitchen")).webSocket();
    say(ada, "in the lobby");
    hear(ada);

    say(grace, "in the kitchen");

    assertThat(hear(grace).line().text()).isEqualTo("in the kitchen");
    leave(ada, grace);
  }

  @Test
  void who_comes_later_hears_the_newest_hundred_lines(TestClient client) {
    TestWebSocket ada = join(client, "ada");
    for (int i = 0; i <= Room.KEPT; i++) {
      say(ada, "line " + i);
      hear(ada);
    }

    TestWebSocket grace = join(client, "grace");

    for (int i = 1; i <= Room.KEPT; i++) {
      assertThat(hear(grace).line().text()).isEqualTo("line " + i);
    }
    leave(ada, grace);
  }

  @Test
  void who_comes_back_hears_what_was_missed(TestClient client) {
    TestWebSocket ada = join(client, "ada");
    say(ada, "before");
    String seen = hear(ada).id();
    say(ada, "meanwhile");
    hear(ada);

    TestWebSocket grace =
        as("grace", client.get("/chat/lobby").query("after", seen)).webSocket();

    assertThat(hear(grace).line().text()).isEqualTo("meanwhile");
    leave(ada, grace);
  }

  @Test
  void half_a_character_harms_nobody(TestClient client) {
    TestWebSocket ada = join(client, "ada");
    TestWebSocket grace = join(client, "grace");

    ada.send("{\"text\":\"half \\ud83d\"}");
    assertThat(hear(grace).line().text()).startsWith("half ");

    say(grace, "Hello");
    assertThat(hear(grace).line().text()).isEqualTo("Hello");
    leave(ada, grace);
  }

  @Test
  void pages_of_others_are_not_let_in(TestClient client) {
    TestRequest foreign =
        as("ada", client.get("/chat/lobby")).header("origin", "https://elsewhere.example");

    assertThatThrownBy(foreign::webSocket).hasMessageContaining("403");
  }

  @Test
  void a_login_is_small(TestClient client) {
    client.post("/login").form("name", "a".repeat(2000)).send().expectProblem(413);
  }

  @Test
  void nothing_said_ends_the_session(TestClient client) {
    TestWebSocket ada = join(client, "ada");
    say(ada, " ");
    ada.expectClosed(CloseStatus.POLICY_VIOLATION.code());
  }

  @Test
  void presence_tells_who_comes_and_goes(TestClient client) {
    TestStream presence = presence(client);
    presence.expectNext(names());

    TestWebSocket grace = join(client, "grace");
    presence.expectNext(names("grace"));
    TestWebSocket ada = join(client, "ada");
    presence.expectNext(names("ada", "grace"));
    grace.close(CloseStatus.NORMAL);
    presence.expectNext(names("ada"));
    ada.disconnect();
    presence.expectNext(names()).cancel();
  }

  @Test
  void who_has_two_pages_is_there_until_both_are_closed(TestClient client) {
    TestStream presence = presence(client);
    presence.expectNext(names());
    TestWebSocket first = join(client, "ada");
    presence.expectNext(names("ada"));
    TestWebSocket second = join(client, "ada");
    presence.expectNext(names("ada"));

    first.close(CloseStatus.NORMAL);
    presence.expectNext(names("ada"));
    second.close(CloseStatus.NORMAL);
    presence.expectNext(names()).cancel();
  }

  @Test
  void a_file_is_told_of_and_handed_out_as_something_to_save(TestClient client) {
    TestWebSocket grace = join(client, "grace");

    TestResponse sent = upload(client, "Übung <1>.html", "<script>alert(1)</script>");
    sent.expectStatus(201);

    Line line = hear(grace).line();
    Shared file = line.file().orElseThrow();
    assertThat(line.from()).isEqualTo("ada");
    assertThat(file.name()).isEqualTo("Übung <1>.html");
    assertThat(file.size()).isEqualTo(25);
    sent.expectHeader("location", "/files/" + file.id()).expectJson("/id", file.id());
    as("grace", client.get("/files/" + file.id()))
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "application/octet-stream")
        .expectHeader(
            "content-disposition", "attachment; filename*=UTF-8''%C3%9Cbung%20%3C1%3E.html")
        .expectHeader("x-content-type-options", "nosniff")
        .expectHeader("content-security-policy", "sandbox")
        .expectBody("<script>alert(1)</script>");
    leave(grace);
  }

  @Test
  @InMemoryOnly
  void a_file_that_is_too_large_leaves_nothing(TestClient client) throws Exception {
    List<Path> before = kept();
    String much = "a".repeat(20_000_001 + 1_000_000);

    as("ada", client.post("/chat/lobby/files"))
        .multipart("file", "much", "text/plain", much.getBytes(StandardCharsets.UTF_8))
        .send()
        .expectProblem(413);

    awaitKept(before.size());
  }

  @Test
  void the_name_of_a_file_is_cut_between_characters(TestClient client) {
    String name = "a" + "😀".repeat(60);

    upload(client, name, "a").expectJson("/name", name);
    upload(client, name + name, "a").expectJson("/name", name + "a" + "😀".repeat(38));
  }

  @Test
  @InMemoryOnly
  void so_many_files_are_on_their_way_at_a_time(TestClient client) {
    List<TestCall> uploads = new ArrayList<>();
    for (int i = 0; i < Chat.UPLOADS; i++) {
      uploads.add(endlessUpload(client).start().expectNotAnswered());
    }

    endlessUpload(client).send().expectProblem(503);

    uploads.forEach(TestCall::cancel);
  }

  @Test
  void a_form_without_a_file_is_refused(TestClient client) {
    as("ada", client.post("/chat/lobby/files")).multipart("text", "a").send().expectProblem(422);
  }

  @Test
  @InMemoryOnly
  void the_oldest_file_goes_for_a_new_one(TestClient client) throws Exception {
    List<Path> before = kept();
    String first = location(upload(client, "first", "1"));
    String second = location(upload(client, "second", "2"));
    for (int i = 2; i <= Uploads.KEPT; i++) {
      upload(client, "other", "3").expectStatus(201);
    }

    as("ada", client.get(first)).send().expectProblem(404);
    as("ada", client.get(second)).send().expectBody("2");
    awaitKept(before.size() + Uploads.KEPT);
  }

  @Test
  @InMemoryOnly
  void a_room_that_nobody_uses_goes_for_a_new_one(TestClient client) {
    List<TestStream> streams = new ArrayList<>();
    for (int i = 0; i < Rooms.MOST; i++) {
      streams.add(
          as("ada", client.get("/chat/room-" + i + "/presence")).stream().expectNext(names()));
    }
    as("ada", client.get("/chat/one-more/presence")).send().expectProblem(503);

    streams.get(7).cancel();

    TestStream one = as("ada", client.get("/chat/one-more/presence")).stream();
    one.expectNext(names()).cancel();
    streams.forEach(TestStream::cancel);
  }

  @Test
  void a_service_that_stops_sends_pages_to_another(TestClient client) {
    TestWebSocket ada = join(client, "ada");
    client.drain();
    ada.expectClosed(CloseStatus.RESTART.code());
  }

  @Test
  void files_end_with_the_service() throws IOException {
    Path made;
    try (Uploads uploads = Uploads.inTemporaryDirectory()) {
      made = uploads.path("x").getParent();
      try (TestClient client = TestClient.of(Chat.app(new Rooms(), uploads))) {
        upload(client, "a", "a").expectStatus(201);
      }
      assertThat(made).isNotEmptyDirectory();
    }
    assertThat(made).doesNotExist();
  }

  private static TestWebSocket join(TestClient client, String name) {
    return as(name, client.get("/chat/lobby")).webSocket();
  }

  private static void leave(TestWebSocket... sessions) {
    for (TestWebSocket session : sessions) {
      session.close(CloseStatus.NORMAL);
    }
  }

  private static TestStream presence(TestClient client) {
    return as("ada", client.get("/chat/lobby/presence")).stream();
  }

  private static TestResponse upload(TestClient client, String filename, String text) {
    return as("ada", client.post("/chat/lobby/files"))
        .multipart("file", filename, "text/html", text)
        .send();
  }

  private static TestRequest endlessUpload(TestClient client) {
    return as("ada", client.post("/chat/lobby/files"))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Flux.never());
  }

  private static TestRequest as(String name, TestRequest request) {
    return request.cookie("chat-name", name);
  }

  private static void say(TestWebSocket session, String text) {
    session.sendJson(Map.of("text", text));
  }

  private static Numbered hear(TestWebSocket session) {
    return JSON.readValue(session.receive().bytes(), Numbered.class);
  }

  private static Map<String, List<String>> names(String... names) {
    return Map.of("names", List.of(names));
  }

  private static String location(TestResponse response) {
    return String.valueOf(response.expectStatus(201).header("location"));
  }

  /** Waits until so many files are there; temporary ones go when their request has ended, on a thread of their own. */
  private static void awaitKept(int expected) throws Exception {
    for (int tries = 0; tries < 100 && kept().size() != expected; tries++) {
      Thread.sleep(20);
    }
    assertThat(kept()).hasSize(expected);
  }

  private static List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }
}
