package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveLeakTest {

  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

  /** Netty's own detection, which the build listens to as well, is off: what leaks here is meant to. */
  @BeforeEach
  void turnOtherDetectionOff() {
    try (TestClient first = TestClient.live(request -> Response.ok())) {
      first.get("/").send();
    }
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterEach
  void turnOtherDetectionOn() {
    ResourceLeakDetector.setLevel(level);
  }

  private static TestClient client() {
    return TestClient.live(App.create()
        .get("/leak/{n}", request -> {
          PooledByteBufAllocator.DEFAULT.directBuffer(64);
          return Response.text("lost");
        })
        .get("/clean", request -> {
          PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
          return Response.text("fine");
        }));
  }

  @Test
  void buffer_that_is_never_released_fails_and_names_the_route_and_the_place() {
    TestClient client = client();
    client.get("/clean").send();
    client.get("/leak/1").send().expectBody("lost");

    assertThatThrownBy(client::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GET /leak/{n}: a buffer was never released; it was made")
        .hasMessageContaining("LiveLeakTest");
  }

  @Test
  void buffer_that_is_released_is_fine() {
    TestClient client = client();
    client.get("/clean").send().expectBody("fine");

    assertThatCode(client::close).doesNotThrowAnyException();
  }

  @Test
  void buffer_that_somebody_still_holds_is_fine() {
    ByteBuf held = PooledByteBufAllocator.DEFAULT.directBuffer(64);
    TestClient client = client();
    client.get("/clean").send();

    assertThatCode(client::close).doesNotThrowAnyException();
    held.release();
  }

  @Test
  void lenient_client_lets_a_leak_pass() {
    TestClient client = client().lenient();
    client.get("/leak/1").send();

    assertThatCode(client::close).doesNotThrowAnyException();
  }
}
