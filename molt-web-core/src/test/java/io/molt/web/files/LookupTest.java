package io.molt.web.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.http.Status;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** What a file comes to that this process may not read; whoever runs the tests may perhaps read all of them. */
class LookupTest {
  private static final Instant CHANGED = Instant.parse("2020-01-02T03:04:05Z");

  @Test
  void a_file_that_may_not_be_read_is_a_403() {
    Source unreadable = name -> {
      throw new AccessDeniedException(name.toString());
    };

    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> lookup(unreadable, Rules.DEFAULTS).response())
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(Status.FORBIDDEN))
        .withMessageNotContaining("a.txt");
  }

  @Test
  void a_compressed_file_that_may_not_be_read_is_left_out() throws IOException {
    Source source = name -> {
      if (name.last().equals("a.txt")) {
        return Resource.ofTime(5, CHANGED, (position, length) -> Body.empty());
      }
      throw new AccessDeniedException(name.toString());
    };

    Response response = Objects.requireNonNull(
        lookup(source, Rules.DEFAULTS.withPrecompressed(true)).response());

    assertThat(response.status()).isEqualTo(Status.OK);
    assertThat(response.headers().contains("content-encoding")).isFalse();
    assertThat(response.headers().contains("vary")).isFalse();
  }

  private static Lookup lookup(Source source, Rules rules) {
    Service service =
        Service.of(request -> Response.ok(), Schedulers.parallel(), Clock.systemUTC());
    Headers headers = Headers.of("accept-encoding", "gzip");
    RequestContext context =
        RequestContext.create(service, Connection.IN_MEMORY, headers, Runnable::run);
    Request request = Request.of(Method.GET, "/a.txt", headers, Body.empty(), context);
    return new Lookup(source, rules, request, "a.txt");
  }
}
