// snippet: start-hello
package com.example.notes;

import io.molt.web.App;
import io.molt.web.http.Response;

public final class Hello {
  public static void main(String[] args) {
    App.create()
        .get("/hello/{name}", request -> Response.text("Hello, " + request.path("name") + "!"))
        .run(args);
  }
}
// end
