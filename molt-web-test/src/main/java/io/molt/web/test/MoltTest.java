package io.molt.web.test;

import io.molt.web.App;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Supplier;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs all tests of a class once for each transport: in memory, and over HTTP/1.1.
 *
 * <p>A test that has a {@link TestClient} among its parameters gets one for a fresh app; what runs before and after each
 * test, and the constructor of an instance of its own, gets the same one. It is closed, and its checks are made, after
 * the test. The app is made by {@link #app}, or by a static method of the class that is marked with {@link TestApp}.
 *
 * <pre>{@code
 * @MoltTest(app = Users.class)
 * class UsersTest {
 *   @Test
 *   void unknown_user_is_a_problem(TestClient client) {
 *     client.get("/users/0").send().expectProblem(404);
 *   }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ClassTemplate
@ExtendWith(MoltTestExtension.class)
public @interface MoltTest {

  /** Returns what makes the app: a class with a constructor without parameters. None if there is a {@link TestApp}. */
  Class<? extends Supplier<App>>[] app() default {};

  /** Returns the transports to run over. */
  Transport[] transports() default {Transport.IN_MEMORY, Transport.HTTP_1_1};
}
