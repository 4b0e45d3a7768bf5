package io.molt.benchmarks.sidebyside;

import java.util.List;
import java.util.stream.Collectors;

/** Writes what tells {@code wrk} which requests to send, and to print its result in a line that can be read again. */
final class WrkScript {
  /** What the line of the result begins with. */
  static final String RESULT = "result ";

  private static final String DONE = """
      done = function(summary)
        local e = summary.errors
        io.write(string.format("%s%%d %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
          summary.bytes, e.connect, e.read, e.write, e.status, e.timeout))
      end
      """.formatted(RESULT);

  private WrkScript() {}

  /** Returns the script. */
  static String of(List<Call> calls) {
    return (calls.size() == 1 ? one(calls.get(0)) : inTurn(calls)) + DONE;
  }

  /** A request that never changes is made once, by wrk itself. */
  private static String one(Call call) {
    String script =
        "wrk.method = \"%s\"\nwrk.path = \"%s\"\n".formatted(call.method(), call.target());
    if (!call.hasContent()) {
      return script;
    }
    return script
        + "wrk.body = %s\nwrk.headers[\"Content-Type\"] = \"%s\"\n"
            .formatted(content(call.content()), call.type());
  }

  private static String inTurn(List<Call> calls) {
    return """
        local calls = {
        %s
        }
        local last = 0
        request = function()
          last = last %% #calls + 1
          return calls[last]
        end
        """.formatted(
        calls.stream().map(Call::text).map(WrkScript::quoted).collect(Collectors.joining(",\n")));
  }

  /** Says it shortly if it is one letter over and over. */
  private static String content(String content) {
    String letter = content.substring(0, 1);
    boolean same = content.equals(letter.repeat(content.length()));
    return same ? "string.rep(\"%s\", %d)".formatted(letter, content.length()) : quoted(content);
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r").replace("\n", "\\n")
        + '"';
  }
}
