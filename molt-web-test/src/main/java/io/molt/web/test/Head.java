package io.molt.web.test;

import io.molt.web.http.Headers;
import io.molt.web.http.Status;

/** Status and header fields of a response. */
record Head(Status status, Headers headers) {}
