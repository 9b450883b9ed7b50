package org.postern.settings.internal;

import org.osgi.service.metatype.AttributeDefinition;

/** A setting as metatype describes it. */
record Attribute(String id, int type, int cardinality, String[] options)
    implements AttributeDefinition {
  Attribute(String id, int type) {
    this(id, type, 0, new String[0]);
  }

  @Override
  public String getID() {
    return id;
  }

  @Override
  public String getName() {
    return id;
  }

  @Override
  public String getDescription() {
    return "";
  }

  @Override
  public int getCardinality() {
    return cardinality;
  }

  @Override
  public int getType() {
    return type;
  }

  @Override
  public String[] getOptionValues() {
    return options;
  }

  @Override
  public String[] getOptionLabels() {
    return options;
  }

  @Override
  public String validate(String value) {
    return value.startsWith("-") ? "too small" : "";
  }

  @Override
  public String[] getDefaultValue() {
    return new String[0];
  }
}
