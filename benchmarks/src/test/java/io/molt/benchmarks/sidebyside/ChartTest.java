package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {
  private static final Chart CHART = new Chart(
      "CPU <per> request & \"more\"",
      List.of(
          new Chart.Panel(
              "a & b", List.of(new Chart.Bar("molt", 2, true), new Chart.Bar("<peer>", 4, false))),
          new Chart.Panel("none", List.of(new Chart.Bar("molt", 0, true)))));

  @Test
  void chart_is_well_formed_whatever_its_names() throws Exception {
    Document document = parse(CHART);

    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("CPU <per> request & \"more\"");
    assertThat(document.getDocumentElement().getNamespaceURI())
        .isEqualTo("http://www.w3.org/2000/svg");
  }

  @Test
  void bars_are_as_long_as_their_values_are_large() throws Exception {
    List<Element> bars = rectangles(parse(CHART)).stream()
        .filter(bar -> bar.getAttribute("class").startsWith("bar"))
        .toList();

    assertThat(bars)
        .extracting(bar -> bar.getAttribute("class"))
        .containsExactly("bar own", "bar", "bar own");
    assertThat(2 * width(bars.get(0))).isEqualTo(width(bars.get(1)));
    assertThat(width(bars.get(2))).isEqualTo(1);
  }

  @Test
  void chart_without_panels_is_well_formed_too() throws Exception {
    assertThat(rectangles(parse(new Chart("empty", List.of())))).isEmpty();
  }

  private static int width(Element bar) {
    return Integer.parseInt(bar.getAttribute("width"));
  }

  private static List<Element> rectangles(Document document) {
    NodeList all = document.getElementsByTagName("rect");
    return IntStream.range(0, all.getLength())
        .mapToObj(i -> (Element) all.item(i))
        .toList();
  }

  private static Document parse(Chart chart) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    byte[] bytes = chart.toSvg().getBytes(StandardCharsets.UTF_8);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
  }
}
