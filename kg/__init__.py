"""civigraph's library: reads public-affairs articles into an RDF graph in which every statement carries its words.

Data flows one way, one module a stage::

    articles -> reading -> register -> mapping -> gate -> entailment -> generations
    (Article)   (Reading)  (IRIs)      (triples)  (SHACL) (OWL RL)      (published)

``pipeline`` is the list of the stages, ``cli`` the command. Nothing here knows of Flask: ``server`` stands on top.
"""
