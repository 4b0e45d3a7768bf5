package io.molt.web.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What it takes to keep files. */
class SpoolTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MEGABYTE = 1024 * 1024;

  @TempDir
  private Path directory;

  private final Scope scope = new Scope();

  /** A request whose code that blocks is called at once, and what it holds of the room of its service. */
  private static final class Scope implements FormScope {
    private final Sinks.Empty<Void> end = Sinks.empty();
    private long held;

    @Override
    public <T> Mono<T> blocking(Callable<? extends T> work) {
      return Mono.fromCallable(work);
    }

    @Override
    public void afterwards(Runnable work) {
      work.run();
    }

    @Override
    public Mono<?> ended() {
      return end.asMono();
    }

    @Override
    public void hold(int bytes) {
      held += bytes;
    }

    @Override
    public void give(int bytes) {
      held -= bytes;
    }
  }

  @Test
  void memory_for_a_file_is_made_a_few_times_however_small_its_pieces() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    FormFile file = read(4 * MEGABYTE, 1000, options().withFileMemory(16 * MEGABYTE));

    assertThat(file.size()).isEqualTo(4 * MEGABYTE);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 * MEGABYTE);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void file_takes_no_more_memory_off_the_heap_the_more_of_it_is_written_or_read_at_once() {
    FormOptions options = options().withFileMemory(16 * MEGABYTE);
    // So that what is there once for all is there.
    read(17 * MEGABYTE, MEGABYTE / 16, options.withFileMemory(0)).bytes().block(PATIENCE);
    long before = offHeap();

    FormFile file = read(20 * MEGABYTE, MEGABYTE / 16, options);

    assertThat(file.bytes().block(PATIENCE)).hasSize(20 * MEGABYTE);
    assertThat(read(15 * MEGABYTE, MEGABYTE / 16, options)
            .moveTo(directory.resolve("moved"))
            .block(PATIENCE))
        .hasSize(15 * MEGABYTE);
    assertThat(offHeap() - before).isLessThan(MEGABYTE);
  }

  @Test
  void room_that_a_file_had_in_memory_is_given_back_when_it_goes_to_disk() {
    FormOptions options = options().withFileMemory(MEGABYTE);

    read(2 * MEGABYTE, 10_000, options);

    // Its name.
    assertThat(scope.held).isLessThan(100);
  }

  @Test
  void head_of_a_file_is_not_kept_for_fields_that_nobody_can_ask_for() {
    String fields = "X: " + "x".repeat(7000) + "\r\nContent-Type: image/png\r\n";

    FormFile file = read(fields, 10, 10, options());

    assertThat(file.contentType()).hasToString("Optional[image/png]");
    assertThat(scope.held).isLessThan(100);
  }

  @Test
  void head_of_a_file_counts_for_what_is_held() {
    String fields = "Content-Type: image/png; x=" + "x".repeat(7000) + "\r\n";

    read(fields, 10, 10, options());

    assertThat(scope.held).isGreaterThan(7000);
  }

  private FormFile read(int size, int piece, FormOptions options) {
    return read("", size, piece, options);
  }

  private FormFile read(String fields, int size, int piece, FormOptions options) {
    byte[] head = ("--b\r\nContent-Disposition: form-data; name=a; filename=b\r\n" + fields
            + "\r\n")
        .getBytes(ISO_8859_1);
    byte[] zeros = new byte[piece];
    Flux<ByteBuffer> content = Flux.concat(
        Flux.just(ByteBuffer.wrap(head)),
        Flux.range(0, size / piece).map(i -> ByteBuffer.wrap(zeros)),
        Flux.just(ByteBuffer.allocate(size % piece)),
        Flux.just(ByteBuffer.wrap("\r\n--b--".getBytes(ISO_8859_1))));
    return Objects.requireNonNull(
        FormDecoder.multipart(content, -1, "b", options, scope, Part::toFile)
            .single()
            .block(PATIENCE));
  }

  private FormOptions options() {
    return FormOptions.defaults()
        .withDirectory(directory)
        .withMaxFile(Long.MAX_VALUE)
        .withMaxTotal(Long.MAX_VALUE);
  }

  private static long offHeap() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getTotalCapacity)
        .sum();
  }
}
