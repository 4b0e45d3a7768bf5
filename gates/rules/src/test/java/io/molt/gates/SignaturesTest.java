package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.gates.fixture.api.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves that the dump shows what users see, and nothing that they do not. */
class SignaturesTest {

  @Test
  void every_visible_member_is_one_line() {
    assertThat(Signatures.of(Shape.class))
        .containsExactly(
            "public abstract class io.molt.gates.fixture.api.Shape<T extends Comparable<T>>"
                + " implements Supplier<T>",
            "  public static final int SIDES",
            "  protected new Shape(String)",
            "  protected abstract void grow(int[], String[])",
            "  public final T get()",
            "  public static <X extends Exception> @Nullable String name("
                + "List<? extends @Nullable Number>, Map.Entry<?, ? super X>)"
                + " throws X");
  }

  @Test
  void record_shows_its_components_and_not_what_every_record_has() {
    assertThat(Signatures.of(Shape.Point.class))
        .containsExactly(
            "public record io.molt.gates.fixture.api.Shape.Point",
            "  public new Point(int, int)",
            "  public int x()",
            "  public int y()");
  }

  @Test
  void sealed_interface_and_default_method_are_told() {
    assertThat(Signatures.of(Shape.Area.class))
        .isEqualTo(List.of(
            "public sealed interface io.molt.gates.fixture.api.Shape.Area",
            "  public default int size()"));
  }

  @Test
  void enum_shows_its_constants() {
    assertThat(Signatures.of(Shape.Colour.class))
        .containsExactly(
            "public enum io.molt.gates.fixture.api.Shape.Colour",
            "  public static final Shape.Colour RED");
  }
}
