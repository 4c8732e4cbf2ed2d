"""Who buys pumps: code, name, territory, class, plant."""

from __future__ import annotations

from connectors.tables.demo.catalogue import BREMEN, HANGZHOU

CUSTOMERS = (
    ("C1001", "杭州水务集团", "East China", "A", HANGZHOU),
    ("C1002", "上海城投水务", "East China", "A", HANGZHOU),
    ("C1003", "苏州工业园区供水", "East China", "B", HANGZHOU),
    ("C1004", "宁波石化工程", "East China", "A", HANGZHOU),
    ("C1005", "无锡环保设备", "East China", "C", HANGZHOU),
    ("C1006", "广州自来水公司", "South China", "A", HANGZHOU),
    ("C1007", "深圳中央空调工程", "South China", "B", HANGZHOU),
    ("C1008", "东莞五金机电", "South China", "C", HANGZHOU),
    ("C1009", "厦门船舶重工", "South China", "B", HANGZHOU),
    ("C1010", "北京城市排水集团", "North China", "A", HANGZHOU),
    ("C1011", "天津港务设备", "North China", "B", HANGZHOU),
    ("C1012", "青岛啤酒设备", "North China", "B", HANGZHOU),
    ("C1013", "西安热力公司", "West China", "B", HANGZHOU),
    ("C1014", "成都消防工程", "West China", "C", HANGZHOU),
    ("C1015", "重庆暖通机电", "West China", "C", HANGZHOU),
    ("C1016", "武汉钢铁动力", "West China", "A", HANGZHOU),
    ("C1017", "臺北自來水工程", "Taiwan", "B", HANGZHOU),
    ("C1018", "高雄港機械", "Taiwan", "C", HANGZHOU),
    ("C2001", "Stadtwerke Bremen", "Germany", "A", BREMEN),
    ("C2002", "Hamburger Wasserwerke", "Germany", "A", BREMEN),
    ("C2003", "Müller Anlagenbau GmbH", "Germany", "B", BREMEN),
    ("C2004", "Kälte-Klima Schröder", "Germany", "C", BREMEN),
    ("C2005", "Chemiepark Leverkusen", "Germany", "A", BREMEN),
    ("C2006", "Oberösterreich Fernwärme", "Alps", "B", BREMEN),
    ("C2007", "Zürich Gebäudetechnik AG", "Alps", "B", BREMEN),
    ("C2008", "Aqua Service Lyon", "West Europe", "B", BREMEN),
    ("C2009", "Rotterdam Port Services", "West Europe", "A", BREMEN),
    ("C2010", "Antwerp Cooling NV", "West Europe", "C", BREMEN),
    ("C2011", "Københavns Forsyning", "Nordics", "B", BREMEN),
    ("C2012", "Göteborg Energi", "Nordics", "B", BREMEN),
    ("C2013", "Wodociągi Gdańsk", "East Europe", "C", BREMEN),
    ("C2014", "Plzeňské pumpy", "East Europe", "C", BREMEN),
)
