package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  private static final int LENGTH = 2000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void what_is_asked_for_is_covered_once_and_little_more(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<int[]> asked = IntStream.range(0, 1 + random.nextInt(16))
          .mapToObj(each -> range(random))
          .toList();
      String field = asked.stream()
          .map(range -> range[0] + "-" + range[1])
          .collect(Collectors.joining(",", "bytes=", ""));

      check(asked, Objects.requireNonNull(ByteRange.parse(field, LENGTH), field));
    }
  }

  private static int[] range(Random random) {
    int first = random.nextInt(LENGTH + 200);
    return new int[] {first, first + random.nextInt(300)};
  }

  private static void check(List<int[]> asked, List<ByteRange> served) {
    BitSet wanted = new BitSet();
    asked.forEach(range -> wanted.set(range[0], range[1] + 1));
    wanted.clear(LENGTH, LENGTH + 1000);
    BitSet sent = new BitSet();
    for (ByteRange range : served) {
      assertThat(sent.get((int) range.first(), (int) range.last() + 1).isEmpty())
          .isTrue();
      sent.set((int) range.first(), (int) range.last() + 1);
    }
    assertThat(sent.length()).isLessThanOrEqualTo(LENGTH);
    assertThat(sent.cardinality() - wanted.cardinality()).isLessThanOrEqualTo(16 * 80);
    wanted.andNot(sent);
    assertThat(wanted.isEmpty()).isTrue();
  }
}
