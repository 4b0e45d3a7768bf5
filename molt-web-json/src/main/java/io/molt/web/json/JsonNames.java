package io.molt.web.json;

import org.hibernate.validator.spi.nodenameprovider.JavaBeanProperty;
import org.hibernate.validator.spi.nodenameprovider.Property;
import org.hibernate.validator.spi.nodenameprovider.PropertyNodeNameProvider;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** Names properties as a mapper reads them. Hibernate Validator asks once per property, when it meets a type. */
final class JsonNames implements PropertyNodeNameProvider {
  private final JsonMapper mapper;

  JsonNames(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public String getName(Property property) {
    return property instanceof JavaBeanProperty member
        ? name(member.getDeclaringClass(), member.getName())
        : property.getName();
  }

  private String name(Class<?> owner, String property) {
    JavaType type = mapper.constructType(owner);
    ClassIntrospector introspector = mapper.deserializationConfig().classIntrospectorInstance();
    return introspector
        .introspectForDeserialization(type, introspector.introspectClassAnnotations(type))
        .findProperties()
        .stream()
        .filter(definition -> definition.getInternalName().equals(property))
        .map(BeanPropertyDefinition::getName)
        .findFirst()
        .orElse(property);
  }
}
