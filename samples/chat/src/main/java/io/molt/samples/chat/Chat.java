package io.molt.samples.chat;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.forms;
import static io.molt.web.RouteOption.heartbeat;
import static io.molt.web.RouteOption.maxBody;
import static io.molt.web.RouteOption.maxInFlight;
import static io.molt.web.RouteOption.onDrain;
import static io.molt.web.RouteOption.webSocket;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.Group;
import io.molt.web.files.StaticFiles;
import io.molt.web.form.FormOptions;
import io.molt.web.http.DataSize;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.websocket.CloseStatus;
import io.molt.web.websocket.WebSocketOptions;
import java.io.IOException;
import java.time.Duration;
import org.reactivestreams.Publisher;

/** Puts the service together. */
public final class Chat {
  /** How many files may be on their way at a time. */
  static final int UPLOADS = 16;

  private static final DataSize LARGEST_LOGIN = DataSize.ofKilobytes(1);
  private static final DataSize LARGEST_FILE = DataSize.ofMegabytes(20);
  private static final DataSize LARGEST_UPLOAD = DataSize.ofMegabytes(21);

  private static final String POLICY = "content-security-policy";

  private Chat() {}

  public static void main(String[] args) throws IOException {
    try (Uploads uploads = Uploads.inTemporaryDirectory()) {
      app(new Rooms(), uploads).run(args);
    }
  }

  static App app(Rooms rooms, Uploads uploads) {
    Conversation conversation = new Conversation(rooms);
    Sharing sharing = new Sharing(rooms, uploads);
    return App.create()
        .use(Middleware.named("policy", Chat::withPolicy))
        .get("/login", Logins::show)
        .post("/login", Logins::logIn, maxBody(LARGEST_LOGIN))
        .group("/chat/{room:[a-z0-9-]{1,40}}", room -> inRoom(room, conversation, sharing, uploads))
        .group("/files", files -> files.use(Logins.REQUIRED).get("/{id}", sharing::download))
        .files("/", StaticFiles.classPath("page"));
  }

  private static void inRoom(
      Group room, Conversation conversation, Sharing sharing, Uploads uploads) {
    room.use(Logins.REQUIRED)
        .ws(
            "/",
            conversation::join,
            webSocket(WebSocketOptions.DEFAULTS.withMaxMessage(DataSize.ofKilobytes(16))),
            onDrain(DrainPolicy.completeWith(CloseStatus.RESTART)))
        .get("/presence", conversation::presence, heartbeat(Duration.ofSeconds(20)))
        .post(
            "/files",
            sharing::upload,
            // What is on its way is on the disk, too; and 20 MB take a while from where the network
            // is slow.
            maxInFlight(UPLOADS),
            deadline(Duration.ofMinutes(5)),
            maxBody(LARGEST_UPLOAD),
            forms(uploads.options(FormOptions.defaults()
                .withMaxParts(1)
                .withMaxFile(LARGEST_FILE.bytes())
                .withMaxTotal(LARGEST_UPLOAD.bytes()))));
  }

  /** Lets the page load and do nothing that is not its own: what somebody says must not become a script. */
  private static Publisher<Response> withPolicy(Request request, Next next) {
    return next.handle(request, Chat::guarded);
  }

  private static Response guarded(Response response) {
    Response typed = response.withHeader("x-content-type-options", "nosniff");
    return response.headers().contains(POLICY)
        ? typed
        : typed.withHeader(
            POLICY,
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  }
}
