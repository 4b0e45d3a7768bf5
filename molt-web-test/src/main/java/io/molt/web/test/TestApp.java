package io.molt.web.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the static method of a {@link MoltTest} that makes the app, afresh each time it is called: without parameters,
 * returning an {@link io.molt.web.App} or a {@link io.molt.web.http.Handler}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TestApp {}
